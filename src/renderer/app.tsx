// Puts the features together: what is open, who stands where, and what leads from one to the other.
import { SquarePen } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Command } from '../preload/contract/app.ts';
import { ChatId, firstOllama } from '../preload/contract/ids.ts';
import { DialogsPart } from './dialogs-part.tsx';
import { CreditsStatus } from './features/account/credits-status.tsx';
import { ServerOfflineBanner } from './features/account/server-banner.tsx';
import { useAccountDialogs } from './features/account/use-account-dialogs.ts';
import { useBuying } from './features/account/use-buying.ts';
import { ChatTitle } from './features/chat/chat-title.tsx';
import { ModelPicker } from './features/chat/model-picker.tsx';
import { useModelChoice } from './features/chat/use-model-choice.ts';
import { OllamaAwayBanner } from './features/onboarding/ollama-banner.tsx';
import { OnboardingPart } from './features/onboarding/onboarding-part.tsx';
import { useOnboarding } from './features/onboarding/use-onboarding.ts';
import type { ModelsPage } from './features/models/models-dialog.tsx';
import type { SettingsPage } from './features/settings/settings-dialog.tsx';
import { Sidebar, SidebarToggle } from './features/sidebar/sidebar.tsx';
import { useSidebar } from './features/sidebar/use-sidebar.ts';
import { useWaitingChats, WaitingAnnouncer } from './features/sidebar/waiting-note.tsx';
import { useChats, useHosted, useOllamas, useSettings } from './rpc/core-context.tsx';
import { chatName } from './shared/chat-name.ts';
import { ConnectionNote } from './shared/connection-note.tsx';
import { WaysProvider } from './shared/ways.tsx';
import { AppFrame } from './ui/app-frame.tsx';
import { IconButton } from './ui/icon-button.tsx';
import { sayShortcut, useShortcuts } from './ui/shortcuts.ts';
import { applyTheme } from './ui/theme.ts';
import { useToast } from './ui/toast.tsx';
import { useCommands } from './rpc/use-commands.ts';
import { OpenChat } from './open-chat.tsx';
import { useRoute } from './use-route.ts';
import { useWaysTo } from './use-ways.ts';
import { words } from './words.ts';

export function App() {
  const { value: settings } = useSettings();
  const { value: ollamas } = useOllamas();
  const { value: hosted } = useHosted();
  const { value: list } = useChats();
  const route = useRoute();
  const { chatId, isNew, openChat, openWaiting, newChat } = route;
  const shownChatId = isNew ? null : chatId;
  const sidebar = useSidebar();
  const toast = useToast();
  const buying = useBuying();
  const [isBuyOffered, setBuyOffered] = useState(false);
  const accountDialogs = useAccountDialogs();
  const [settingsPage, setSettingsPage] = useState<SettingsPage | null>(null);
  const [modelsPage, setModelsPage] = useState<ModelsPage | null>(null);
  const summary = list?.chats.find((chat) => chat.id === chatId) ?? null;
  const usual = settings?.usualOllama ?? firstOllama;
  const offer = useMemo(() => ({ ollamas, usual, hosted }), [ollamas, usual, hosted]);
  const { model, chooseModel } = useModelChoice({ chatId, isNew, summary, offer, settings });
  const isModelHosted = model?.venue === 'hosted';
  const onboarding = useOnboarding(isModelHosted);
  const startHosted = (name: string): void => {
    chooseModel({ name, venue: 'hosted' });
    onboarding.finish();
  };
  useThemeAndTitle({
    theme: settings?.theme ?? null,
    chat: summary === null ? null : chatName(summary),
    waiting: useWaitingChats().length,
  });

  const openSettings = useCallback(() => setSettingsPage('general'), []);
  const openConnections = useCallback(() => setSettingsPage('connections'), []);
  const openTools = useCallback(() => setSettingsPage('tools'), []);
  const openModels = useCallback(() => {
    setSettingsPage(null);
    setModelsPage('installed');
  }, []);
  const ways = useWaysTo({
    newChat,
    openConnections,
    openModels,
    openTools,
    onBuyOffered: setBuyOffered,
    buying,
    dialogs: accountDialogs,
  });
  const follow = (command: Command): void => {
    switch (command.kind) {
      case 'new_chat':
        return newChat();
      case 'search':
        return sidebar.search();
      case 'settings':
        return openSettings();
      case 'models':
        return openModels();
      case 'buy':
        return buying.buy();
      case 'toggle_sidebar':
        return sidebar.toggle();
      case 'open_chat':
        return openChat(ChatId.parse(command.chatId));
      case 'checkout_closed':
        // The checkout itself hears it.
        return undefined;
      case 'core_restarted':
        return toast.show({ text: words.page.recovered });
    }
  };
  useCommands(follow);
  useShortcuts({ n: newChat, k: sidebar.search, b: sidebar.toggle, ',': openSettings });

  // Nothing is drawn until it is known what: the first start greets, every other opens the chat.
  if (settings === null) return <ConnectionNote />;
  if (onboarding.isDue) return <OnboardingPart onFinish={onboarding.finish} onChooseHosted={startHosted} />;
  return (
    <WaysProvider ways={ways}>
      <AppFrame
        isCovered={sidebar.isNarrow && sidebar.isShown}
        sidebar={
          <Sidebar
            sidebar={sidebar}
            activeChatId={shownChatId}
            onOpenChat={openChat}
            onOpenWaiting={openWaiting}
            onNewChat={newChat}
            onSettings={openSettings}
            newChatShortcut={sayShortcut('N')}
          />
        }
        topStart={
          <>
            {sidebar.isShown && !sidebar.isNarrow ? null : (
              <>
                <SidebarToggle sidebar={sidebar} activeChatId={shownChatId} shortcut={sayShortcut('B')} />
                <IconButton
                  label={words.page.newChat}
                  shortcut={sayShortcut('N')}
                  icon={<SquarePen />}
                  className="@max-2xs:hidden"
                  onClick={newChat}
                />
              </>
            )}
            {summary === null ? null : <ChatTitle key={summary.id} chat={summary} className="@max-xl:hidden" />}
          </>
        }
        topEnd={
          <>
            <ModelPicker offer={offer} model={model} onChoose={chooseModel} onManage={openModels} />
            <CreditsStatus buying={buying} isOfferedElsewhere={isBuyOffered} onShow={accountDialogs.show} />
          </>
        }
        banners={
          <>
            {model?.venue === 'hosted' ? null : (
              <OllamaAwayBanner id={model?.ollama ?? usual} onSettings={openConnections} />
            )}
            <ServerOfflineBanner />
          </>
        }
      >
        {/* The bar shows the name as a button, and only where there is room for it. */}
        {summary === null ? null : <h1 className="sr-only">{chatName(summary)}</h1>}
        <OpenChat
          route={route}
          summary={summary}
          model={model}
          offer={offer}
          onChooseModel={chooseModel}
          sendKey={settings.sendKey}
        />
      </AppFrame>
      <DialogsPart
        settingsPage={settingsPage}
        onSettingsPage={setSettingsPage}
        modelsPage={modelsPage}
        onModelsPage={setModelsPage}
        buying={buying}
        accountDialogs={accountDialogs}
      />
      <WaitingAnnouncer activeChatId={shownChatId} />
      <ConnectionNote />
    </WaysProvider>
  );
}

type Shown = {
  readonly theme: 'system' | 'light' | 'dark' | null;
  readonly chat: string | null;
  /** So many chats wait for the person, who may have another window before them. */
  readonly waiting: number;
};

function useThemeAndTitle({ theme, chat, waiting }: Shown): void {
  useEffect(() => {
    if (theme !== null) applyTheme(theme);
  }, [theme]);
  useEffect(() => {
    const parts = [waiting === 0 ? null : words.sidebar.waitingInTitle(waiting), chat, words.page.appName];
    document.title = parts.filter((part) => part !== null).join(' · ');
  }, [chat, waiting]);
}

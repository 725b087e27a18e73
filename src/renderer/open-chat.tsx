// The chat in the middle of the window with its parameters. It is apart from the app, so that what is told of a chat draws nothing beside it.
import type { ChatSummary } from '../preload/contract/message.ts';
import type { ModelRef } from '../preload/contract/models.ts';
import type { Settings } from '../preload/contract/settings.ts';
import { ChatView } from './features/chat/chat-view.tsx';
import type { Offer } from './features/chat/model-ref.ts';
import { ParametersButton } from './features/presets/parameters-button.tsx';
import { useParameters } from './features/presets/use-parameters.ts';
import { ErrorBoundary } from './ui/error-boundary.tsx';
import type { Route } from './use-route.ts';

type OpenChatProps = {
  readonly route: Route;
  readonly summary: ChatSummary | null;
  readonly model: ModelRef | null;
  readonly offer: Offer;
  readonly onChooseModel: (model: ModelRef) => void;
  readonly sendKey: Settings['sendKey'];
};

export function OpenChat({ route, summary, model, offer, onChooseModel, sendKey }: OpenChatProps) {
  const { chatId, isNew, found, wish, openChat, created } = route;
  const tuning = useParameters(chatId, isNew);
  return (
    <ErrorBoundary part="chat" resetKey={chatId}>
      <ChatView
        key={chatId}
        chatId={chatId}
        isNew={isNew}
        wish={wish ?? null}
        model={model}
        offer={offer}
        onChooseModel={onChooseModel}
        sharedWith={summary?.sharedWith ?? null}
        isUnreadable={summary?.unreadable === true}
        sendKey={sendKey}
        parameters={tuning.chosen}
        numCtx={tuning.parameters.numCtx}
        onNumCtx={(numCtx) => tuning.change({ numCtx })}
        onOpenChat={openChat}
        beneath={<ParametersButton tuning={tuning} model={model} />}
        onCreated={created}
        found={found ?? null}
      />
    </ErrorBoundary>
  );
}

// All that a person can set, in calm pages. Each change holds at once; text is kept when one says so or moves on.
import { Tabs } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import { useSettings } from '../../rpc/core-context.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { AboutPage } from './about-page.tsx';
import { ConnectionsPage } from './connections-page.tsx';
import { GeneralPage } from './general-page.tsx';
import { ModelsPage } from './models-page.tsx';
import { ToolsPage } from './tools/tools-page.tsx';
import { UsageTab } from './usage/usage-tab.tsx';
import { words } from '../../words.ts';

export type SettingsPage = 'general' | 'models' | 'tools' | 'connections' | 'usage' | 'about';

const pages: readonly SettingsPage[] = ['general', 'models', 'tools', 'connections', 'usage', 'about'];

type SettingsDialogProps = {
  /** null: closed. */
  readonly page: SettingsPage | null;
  readonly onPage: (page: SettingsPage | null) => void;
};

export function SettingsDialog({ page, onPage }: SettingsDialogProps): ReactNode {
  // While the dialog closes, the page it had stays.
  const [last, setLast] = useState<SettingsPage>('general');
  if (page !== null && page !== last) setLast(page);
  return (
    <Dialog
      isOpen={page !== null}
      onOpenChange={(isOpen) => !isOpen && onPage(null)}
      title={words.settings.title}
      size="lg"
    >
      <Tabs.Root
        value={last}
        onValueChange={(value) => {
          const next = pages.find((one) => one === value);
          if (next !== undefined) onPage(next);
        }}
      >
        <Tabs.List aria-label={words.settings.title} className="-mx-3 mb-6 flex flex-wrap gap-x-1 border-b border-line">
          {pages.map((value) => (
            <Tabs.Trigger
              key={value}
              value={value}
              className="-mb-px h-10 rounded-t-sm border-b-2 border-transparent px-3 font-medium whitespace-nowrap text-ink-2 transition-colors hover:text-ink focus-visible:-outline-offset-2 data-[state=active]:border-accent data-[state=active]:text-ink"
            >
              {words.settings.pages[value]}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <div className="min-h-[min(24rem,60vh)]">
          <Pages />
        </div>
      </Tabs.Root>
    </Dialog>
  );
}

function Pages(): ReactNode {
  const { value: settings } = useSettings();
  if (settings === null) return <Spinner label={words.settings.loading} />;
  return (
    <>
      <Tabs.Content value="general" className="outline-offset-4">
        <GeneralPage settings={settings} />
      </Tabs.Content>
      <Tabs.Content value="models" className="outline-offset-4">
        <ModelsPage settings={settings} />
      </Tabs.Content>
      <Tabs.Content value="tools" className="outline-offset-4">
        <ToolsPage />
      </Tabs.Content>
      <Tabs.Content value="connections" className="outline-offset-4">
        <ConnectionsPage settings={settings} />
      </Tabs.Content>
      <Tabs.Content value="usage" className="outline-offset-4">
        <UsageTab />
      </Tabs.Content>
      <Tabs.Content value="about" className="outline-offset-4">
        <AboutPage />
      </Tabs.Content>
    </>
  );
}

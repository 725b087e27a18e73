// The models of a person's Ollama: what is there, what is on its way, what is in memory.
import { Tabs } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import { useDownloads, useManager } from '../../rpc/core-context.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { words } from '../../words.ts';
import { DownloadPage } from './download-page.tsx';
import { InstalledPage } from './installed-page.tsx';
import { MemoryPage } from './memory-page.tsx';

export type ModelsPage = 'installed' | 'download' | 'memory';

const pages: readonly ModelsPage[] = ['installed', 'download', 'memory'];

type ModelsDialogProps = {
  /** null: closed. */
  readonly page: ModelsPage | null;
  readonly onPage: (page: ModelsPage | null) => void;
};

export function ModelsDialog({ page, onPage }: ModelsDialogProps): ReactNode {
  // While the dialog closes, the page it had stays.
  const [last, setLast] = useState<ModelsPage>('installed');
  if (page !== null && page !== last) setLast(page);
  return (
    <Dialog
      isOpen={page !== null}
      onOpenChange={(isOpen) => !isOpen && onPage(null)}
      title={words.manager.title}
      size="lg"
    >
      <Tabs.Root
        value={last}
        onValueChange={(value) => {
          const next = pages.find((one) => one === value);
          if (next !== undefined) onPage(next);
        }}
      >
        <Tabs.List aria-label={words.manager.title} className="-mx-3 mb-5 flex flex-wrap gap-x-1 border-b border-line">
          {pages.map((value) => (
            <Tabs.Trigger
              key={value}
              value={value}
              className="-mb-px h-10 rounded-t-sm border-b-2 border-transparent px-3 font-medium whitespace-nowrap text-ink-2 transition-colors hover:text-ink focus-visible:-outline-offset-2 data-[state=active]:border-accent data-[state=active]:text-ink"
            >
              <PageName page={value} />
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <div className="min-h-[min(26rem,60vh)]">
          <Tabs.Content value="installed" className="outline-offset-4">
            <InstalledPage onDownload={() => onPage('download')} />
          </Tabs.Content>
          <Tabs.Content value="download" className="outline-offset-4">
            <DownloadPage />
          </Tabs.Content>
          <Tabs.Content value="memory" className="outline-offset-4">
            <MemoryPage />
          </Tabs.Content>
        </div>
      </Tabs.Root>
    </Dialog>
  );
}

/** How many downloads are on their way, and how many models are in memory, is worth knowing on every page. */
function PageName({ page }: { readonly page: ModelsPage }): ReactNode {
  const { value: downloads } = useDownloads();
  const { value: manager } = useManager();
  const name = words.manager.pages[page];
  const going = (downloads ?? []).filter(({ state }) => state.kind !== 'done').length;
  const running = manager?.kind === 'ready' ? manager.running.length : 0;
  const counted = { installed: 0, download: going, memory: running }[page];
  return counted === 0 ? name : words.manager.withCount(name, counted);
}

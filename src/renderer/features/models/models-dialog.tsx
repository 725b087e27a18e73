// The models of a person's Ollama: what is there, what is on its way, what is in memory.
import { Tabs } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import { useDownloads, useManager, useOllamas } from '../../rpc/core-context.tsx';
import { OllamaId } from '../../../preload/contract/ids.ts';
import { ChosenOllama, useChosenOllama } from '../../shared/chosen-ollama.tsx';
import { nameOllama, sayPlace } from '../../shared/place-words.ts';
import { Select } from '../../ui/select.tsx';
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
  const usual = useChosenOllama();
  const { value: ollamas } = useOllamas();
  const [wish, setWish] = useState<OllamaId | null>(null);
  const chosen = ollamas?.find(({ id }) => id === wish)?.id ?? usual;
  return (
    <Dialog
      isOpen={page !== null}
      onOpenChange={(isOpen) => !isOpen && onPage(null)}
      title={words.manager.title}
      size="lg"
    >
      <ChosenOllama id={chosen}>
        <OllamaChoice chosen={chosen} onChoose={setWish} />
        <Tabs.Root
          value={last}
          onValueChange={(value) => {
            const next = pages.find((one) => one === value);
            if (next !== undefined) onPage(next);
          }}
        >
          <Tabs.List
            aria-label={words.manager.title}
            className="-mx-3 mb-5 flex flex-wrap gap-x-1 border-b border-line"
          >
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
      </ChosenOllama>
    </Dialog>
  );
}

type OllamaChoiceProps = { readonly chosen: OllamaId; readonly onChoose: (id: OllamaId) => void };

/** Only where there is a choice. */
function OllamaChoice({ chosen, onChoose }: OllamaChoiceProps): ReactNode {
  const { value: ollamas } = useOllamas();
  if (ollamas === null || ollamas.length < 2) return null;
  return (
    <Select
      label={words.ollamas.chosen}
      className="mb-4"
      value={chosen}
      options={ollamas.map((ollama) => ({
        value: ollama.id,
        label: words.chat.models.group(nameOllama(ollama), sayPlace({ place: ollama.place, ollama: null })),
      }))}
      onChange={(id) => onChoose(OllamaId.parse(id))}
    />
  );
}

/** How many downloads are on their way, and how many models are in memory, is worth knowing on every page. */
function PageName({ page }: { readonly page: ModelsPage }): ReactNode {
  const { value: downloads } = useDownloads();
  const ollama = useChosenOllama();
  const { value: manager } = useManager(ollama);
  const name = words.manager.pages[page];
  const going = (downloads ?? []).filter((one) => one.ollama === ollama && one.state.kind !== 'done').length;
  const running = manager?.kind === 'ready' ? manager.running.length : 0;
  const counted = { installed: 0, download: going, memory: running }[page];
  return counted === 0 ? name : words.manager.withCount(name, counted);
}

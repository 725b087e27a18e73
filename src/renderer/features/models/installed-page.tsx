// Every model that Ollama has, to be searched, looked at, copied and deleted.
import { Search } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { ManagedModel } from '../../../preload/contract/manager.ts';
import { useManager, useRemovals } from '../../rpc/core-context.tsx';
import { useChosenOllama } from '../../shared/chosen-ollama.tsx';
import { Button } from '../../ui/button.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { words } from '../../words.ts';
import { AwayNote } from './away-note.tsx';
import { CloudAccountNote } from './cloud-account-note.tsx';
import { ModelEntry } from './model-entry.tsx';
import { matching } from './model-search.ts';

export function InstalledPage({ onDownload }: { readonly onDownload: () => void }): ReactNode {
  const ollama = useChosenOllama();
  const { value: manager } = useManager(ollama);
  const { value: removals } = useRemovals();
  const [query, setQuery] = useState('');
  if (manager === null || manager.kind === 'checking') return <Spinner label={words.manager.checking} />;
  if (manager.kind === 'unreachable') return <AwayNote failure={manager.failure} />;
  if (manager.models.length === 0)
    return (
      <div className="flex flex-col items-start gap-4">
        <p className="text-ink-2">{words.manager.none}</p>
        <Button variant="primary" onClick={onDownload}>
          {words.downloads.add}
        </Button>
      </div>
    );
  const found = matching(manager.models, query);
  const inMemory = new Set(manager.running.map(({ name }) => name));
  return (
    <div>
      <TextField
        type="search"
        label={words.manager.search}
        isLabelHidden
        placeholder={words.manager.search}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        leading={<Search aria-hidden="true" className="size-4 text-ink-3" />}
      />
      {manager.models.some(({ place }) => place === 'cloud') ? <CloudAccountNote /> : null}
      <p role="status" className="mt-2 text-sm text-ink-3">
        {found.length === 0 ? words.manager.noMatch : words.manager.total(found.length, sumOf(found))}
      </p>
      <ul className="mt-3 divide-y divide-line rounded-lg border border-line bg-raised empty:hidden">
        {found.map((model) => (
          <ModelEntry
            key={model.name}
            model={model}
            address={manager.address}
            isInMemory={inMemory.has(model.name)}
            removal={removals?.find((one) => one.ollama === ollama && one.name === model.name) ?? null}
          />
        ))}
      </ul>
    </div>
  );
}

function sumOf(models: readonly ManagedModel[]): number {
  return models.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

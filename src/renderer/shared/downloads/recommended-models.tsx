// Models that suit this computer, each with what it takes, to be downloaded with one press.
import { Download as DownloadIcon } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import type { Recommended, RecommendedModel } from '../../../preload/contract/manager.ts';
import { useAsked, useDownloads } from '../../rpc/core-context.tsx';
import { Button } from '../../ui/button.tsx';
import { MiddleText } from '../../ui/middle-text.tsx';
import { words } from '../../words.ts';
import { useChosenOllama } from '../chosen-ollama.tsx';
import { Capabilities } from './capabilities.tsx';
import { NoRoom } from './download-form.tsx';
import { useAdding } from './use-adding.ts';

type RecommendedModelsProps = {
  /** With or without their tag. They are left out. */
  readonly installed: readonly string[];
  readonly shownMax?: number;
};

export function RecommendedModels({ installed, shownMax = 8 }: RecommendedModelsProps): ReactNode {
  const titleId = useId();
  const ollama = useChosenOllama();
  const asked = useAsked(`recommended ${ollama}`, (core, signal) => core.manager.recommended({ ollama }, { signal }));
  const { value: downloads } = useDownloads();
  const { adding, add } = useAdding();
  if (asked.kind !== 'answered') return null;
  const taken = [...installed, ...(downloads ?? []).filter((one) => one.ollama === ollama).map(({ name }) => name)];
  const models = asked.answer.models.filter(({ name }) => !taken.includes(name) && !taken.includes(`${name}:latest`));
  return (
    <section aria-labelledby={titleId} className="@container">
      <h3 id={titleId} className="font-medium">
        {asked.answer.memoryBytes === null ? words.downloads.recommendedElsewhere : words.downloads.recommended}
      </h3>
      <p className="text-sm text-ink-3">{sayWhy(asked.answer)}</p>
      {adding.kind === 'refused' ? (
        <p role="alert" className="mt-2 text-sm text-danger">
          {adding.sentence}
        </p>
      ) : null}
      {adding.kind === 'no_room' ? (
        <div className="mt-2">
          <NoRoom sentence={adding.sentence} onAnyway={() => add(adding.name, true)} />
        </div>
      ) : null}
      <ul className="mt-3 divide-y divide-line rounded-lg border border-line bg-raised empty:hidden">
        {models.slice(0, shownMax).map((model) => (
          <Entry key={model.name} model={model} onAdd={() => add(model.name)} />
        ))}
      </ul>
    </section>
  );
}

function Entry({ model, onAdd }: { readonly model: RecommendedModel; readonly onAdd: () => void }): ReactNode {
  return (
    <li className="flex items-center gap-3 px-4 py-2.5">
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <MiddleText text={model.name} className="font-medium" />
          <Capabilities of={model.capabilities} />
        </div>
        <p className="text-sm text-ink-3">
          {words.downloads.takes(model.sizeBytes, model.memoryBytes)}
          {model.from === 'ollama' ? ` · ${words.downloads.byOllama}` : ''}
        </p>
      </div>
      <Button
        size="sm"
        aria-label={words.downloads.addNamed(model.name)}
        icon={<DownloadIcon aria-hidden="true" className="size-3.5" />}
        onClick={onAdd}
      >
        <span className="@max-sm:sr-only">{words.downloads.add}</span>
      </Button>
    </li>
  );
}

function sayWhy({ models, memoryBytes, asOf }: Recommended): string {
  const month = words.formats.month(Date.parse(`${asOf}-15`), false);
  const sizes = words.downloads.asOf(month);
  if (memoryBytes === null) return `${words.downloads.unknownMemory} ${sizes}`;
  return models.length === 0 ? words.downloads.noneFit : `${words.downloads.fitting(memoryBytes)} ${sizes}`;
}

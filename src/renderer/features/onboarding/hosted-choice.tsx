// The second way to begin where Ollama has no model yet: one that the operator of the server hosts. None is chosen by itself.
import { useId, type ReactNode } from 'react';
import type { HostedModel, HostedState } from '../../../preload/contract/hosted.ts';
import { sayHosted } from '../../shared/hosted-words.ts';
import { words } from '../../words.ts';
import { Disclosure } from './disclosure.tsx';

/** The rest is one step away, so that Ollama stays the first thing on the page. */
const shownAtOnce = 3;

type HostedChoiceProps = {
  readonly hosted: HostedState;
  readonly onChoose: (name: string) => void;
};

export function HostedChoice({ hosted, onChoose }: HostedChoiceProps): ReactNode {
  const titleId = useId();
  const more = hosted.models.slice(shownAtOnce);
  const list = (models: readonly HostedModel[]) => (
    <ul className="mt-3 space-y-2">
      {models.map((model) => (
        <li key={model.name}>
          <button
            type="button"
            onClick={() => onChoose(model.name)}
            className="block w-full rounded-lg border border-line bg-raised px-4 py-2.5 text-left wrap-anywhere transition-colors hover:border-line-strong hover:bg-hover"
          >
            <span className="block font-medium">{model.name}</span>
            <span className="block text-sm text-ink-3">{sayHosted(model, hosted)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
  return (
    <section aria-labelledby={titleId} className="mt-8">
      <h2 id={titleId} className="font-medium wrap-anywhere">
        {words.onboarding.hosted.title(hosted.operator)}
      </h2>
      <p className="mt-0.5 text-sm text-ink-2">{words.onboarding.hosted.note}</p>
      {list(hosted.models.slice(0, shownAtOnce))}
      {more.length === 0 ? null : (
        <Disclosure question={words.onboarding.hosted.more(more.length)}>{list(more)}</Disclosure>
      )}
    </section>
  );
}

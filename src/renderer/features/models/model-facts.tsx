// All that Ollama tells of a model, each part to be copied.
import { useId, type ReactNode } from 'react';
import type { ManagedModel } from '../../../preload/contract/manager.ts';
import type { ModelDetails } from '../../../preload/contract/models.ts';
import { useAsked } from '../../rpc/core-context.tsx';
import { CopyButton } from '../../shared/copy-button.tsx';
import { useChosenOllama } from '../../shared/chosen-ollama.tsx';
import { sayCapabilities } from '../../shared/downloads/capabilities.tsx';
import { sayPlace } from '../../shared/place-words.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { words } from '../../words.ts';

export function ModelFacts({ model, address }: { readonly model: ManagedModel; readonly address: string }): ReactNode {
  const say = words.manager.facts;
  const { name } = model;
  const ollama = useChosenOllama();
  const asked = useAsked(`facts ${ollama} ${name}`, (core, signal) => core.models.show({ ollama, name }, { signal }));
  const can = sayCapabilities(model.capabilities);
  const rows: readonly (readonly [string, string | null])[] = [
    [say.size, model.sizeBytes < 1e6 ? null : words.formats.size(model.sizeBytes)],
    [say.family, model.family],
    [say.parameterSize, model.parameterSize],
    [say.quantization, model.quantization],
    [say.context, model.contextLength === null ? null : say.tokens(model.contextLength)],
    [say.can, can.length === 0 ? null : words.formats.list(can)],
    [say.place, sayPlace({ place: model.place, ollama: { name: '', address } })],
  ];
  return (
    <div className="mt-2 border-t border-line pt-3 text-sm">
      <div className="mb-2 flex items-center gap-1">
        <code className="min-w-0 font-mono wrap-anywhere select-all">{name}</code>
        <CopyButton text={name} label={say.copyName} />
      </div>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
        {rows.map(([title, text]) => (
          <div key={title} className="contents">
            <dt className="text-ink-3">{title}</dt>
            <dd className="wrap-anywhere">{text ?? say.unknown}</dd>
          </div>
        ))}
      </dl>
      <Details asked={asked} />
    </div>
  );
}

type AskedDetails = ReturnType<
  typeof useAsked<
    | { readonly kind: 'ok'; readonly details: ModelDetails }
    | { readonly kind: 'failed'; readonly failure: { readonly code: keyof typeof words.failures } }
  >
>;

function Details({ asked }: { readonly asked: AskedDetails }): ReactNode {
  const say = words.manager.facts;
  if (asked.kind === 'asking') return <Spinner size={16} label={say.loading} />;
  if (asked.kind === 'failed') return <p className="mt-2 text-ink-2">{words.manager.notDone}</p>;
  if (asked.answer.kind === 'failed')
    return <p className="mt-2 text-ink-2">{words.failures[asked.answer.failure.code].remedy}</p>;
  const { parameters, system, template, license } = asked.answer.details;
  return (
    <>
      <Text title={say.parameters} text={parameters} />
      <Text title={say.system} text={system} />
      <Text title={say.template} text={template} />
      <Text title={say.licence} text={license} />
    </>
  );
}

function Text({ title, text }: { readonly title: string; readonly text: string | null }): ReactNode {
  const titleId = useId();
  if (text === null) return null;
  return (
    <div className="mt-3">
      <div className="flex items-center gap-1">
        <h3 id={titleId} className="font-medium">
          {title}
        </h3>
        <CopyButton text={text} label={words.manager.facts.copyText(title)} />
      </div>
      <pre
        role="region"
        aria-labelledby={titleId}
        // What scrolls has to be reached by the keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="mt-1 max-h-48 overflow-auto rounded-md border border-line bg-code px-3 py-2 font-mono text-xs whitespace-pre-wrap text-code-ink [font-variant-ligatures:none] [overflow-wrap:anywhere]"
      >
        {text}
      </pre>
    </div>
  );
}

// The form of answers: text, JSON, or JSON by a schema. A schema is used only once it is one.
import { useRef, useState } from 'react';
import { schemaTextMax } from '../../../preload/contract/parameter-bounds.ts';
import type { AnswerFormat } from '../../../preload/contract/parameters.ts';
import { useCore } from '../../rpc/core-context.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import type { Tuning } from './use-parameters.ts';
import { words } from '../../words.ts';

type Kind = AnswerFormat['kind'] | 'text';

export function FormatField({ parameters, change }: Pick<Tuning, 'parameters' | 'change'>) {
  const core = useCore();
  const { format } = parameters;
  const kept = format?.kind === 'schema' ? format.schema : null;
  const [draft, setDraft] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const latest = useRef('');
  const said = words.parameters.format;
  const kind: Kind = draft !== null ? 'schema' : (format?.kind ?? 'text');
  const text = draft ?? kept ?? '';

  const use = async (schema: string): Promise<void> => {
    latest.current = schema;
    const check = await core.parameters
      .checkSchema({ text: schema })
      .catch(() => ({ kind: 'not_schema', detail: '' }) as const);
    // What was written meanwhile is checked by itself.
    if (latest.current !== schema) return;
    if (check.kind === 'not_json') return setTrouble(said.notJson);
    if (check.kind === 'not_schema') return setTrouble(said.notSchema(check.detail));
    setTrouble(null);
    setDraft(null);
    change({ format: { kind: 'schema', schema } });
  };
  const choose = (chosen: Kind): void => {
    setTrouble(null);
    if (chosen === 'schema') return setDraft(kept ?? said.example);
    setDraft(null);
    change({ format: chosen === 'json' ? { kind: 'json' } : null });
  };

  return (
    <div className="flex flex-col gap-1.5">
      <p className="text-sm font-medium">{said.name}</p>
      <Segmented<Kind>
        label={said.name}
        className="flex-wrap self-start"
        value={kind}
        options={[
          { value: 'text', label: said.text },
          { value: 'json', label: said.json },
          { value: 'schema', label: said.schema },
        ]}
        onChange={choose}
      />
      <p className="text-sm text-ink-3">{said.hint}</p>
      {kind === 'schema' ? (
        <TextArea
          label={said.schemaName}
          rows={6}
          spellCheck={false}
          className="mt-2 [&_textarea]:font-mono [&_textarea]:text-sm"
          maxLength={schemaTextMax}
          value={text}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={() => {
            if (draft !== null) void use(draft);
          }}
          error={trouble}
          hint={said.schemaHint}
        />
      ) : null}
    </div>
  );
}

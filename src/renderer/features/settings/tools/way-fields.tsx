// The fields of the two ways to a server: a program of this computer, and an address.
import type { ReactNode } from 'react';
import { TextArea } from '../../../ui/text-area.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { words } from '../../../words.ts';
import { isKept, type DraftFaults, type Known, type ServerDraft } from './server-draft.ts';
import { ValueLines } from './value-lines.tsx';

type FieldsProps = {
  readonly draft: ServerDraft;
  readonly change: (patch: Partial<ServerDraft>) => void;
  /** null: nothing is said of what is wrong yet. */
  readonly faults: DraftFaults | null;
  readonly known: Known | null;
};

const none: ReadonlyMap<number, string> = new Map();
const plain = { spellCheck: false, autoCapitalize: 'off', autoComplete: 'off' } as const;

export function ProgramFields({ draft, change, faults, known }: FieldsProps): ReactNode {
  const say = words.tools.form;
  return (
    <>
      <TextField
        {...plain}
        label={say.command}
        hint={say.commandHint}
        value={draft.command}
        error={faults?.command}
        inputClassName="font-mono text-sm"
        onChange={(event) => change({ command: event.target.value })}
      />
      <TextArea
        {...plain}
        rows={3}
        wrap="off"
        label={say.args}
        hint={say.argsHint}
        value={draft.args}
        error={faults?.args}
        onChange={(event) => change({ args: event.target.value })}
      />
      <TextField
        {...plain}
        label={say.folder}
        hint={say.folderHint}
        value={draft.cwd}
        inputClassName="font-mono text-sm"
        onChange={(event) => change({ cwd: event.target.value })}
      />
      <ValueLines
        legend={say.variables}
        addLabel={say.addVariable}
        lines={draft.env}
        onLines={(env) => change({ env })}
        isKept={(name) => isKept(name, 'stdio', known)}
        faults={faults?.values ?? none}
      />
    </>
  );
}

export function AddressFields({ draft, change, faults, known }: FieldsProps): ReactNode {
  const say = words.tools.form;
  return (
    <>
      <TextField
        {...plain}
        label={say.url}
        hint={say.urlHint}
        inputMode="url"
        value={draft.url}
        error={faults?.url}
        inputClassName="font-mono text-sm"
        onChange={(event) => change({ url: event.target.value })}
      />
      <ValueLines
        legend={say.headers}
        addLabel={say.addHeader}
        lines={draft.headers}
        onLines={(headers) => change({ headers })}
        isKept={(name) => isKept(name, 'http', known)}
        faults={faults?.values ?? none}
      />
    </>
  );
}

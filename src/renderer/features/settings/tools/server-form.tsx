// A server is written down here: a program with its arguments, or an address. What would run is shown as it is typed.
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { v7 } from 'uuid';
import { ToolServerId, type SavedToolServer, type ToolServer } from '../../../../preload/contract/tools.ts';
import { useCore } from '../../../rpc/core-context.tsx';
import { Button } from '../../../ui/button.tsx';
import { DialogActions } from '../../../ui/dialog.tsx';
import { Segmented } from '../../../ui/segmented.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { words } from '../../../words.ts';
import { AddressFields, ProgramFields } from './way-fields.tsx';
import { faultsOf, wayOf, type ServerDraft } from './server-draft.ts';
import { ShownWay } from './shown-way.tsx';

type ServerFormProps = {
  /** null: a new one. */
  readonly server: ToolServer | null;
  readonly start: ServerDraft;
  readonly onClose: () => void;
  /** Called with the server's id once it is saved. */
  readonly onSaved: (id: ToolServerId) => void;
};

export function ServerForm({ server, start, onClose, onSaved }: ServerFormProps): ReactNode {
  const core = useCore();
  const [id] = useState(() => server?.id ?? ToolServerId.parse(v7()));
  const [draft, setDraft] = useState(start);
  const [isTried, setTried] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  const faults = faultsOf(draft, server);
  const shown = isTried ? faults : null;
  const say = words.tools.form;
  const change = (patch: Partial<ServerDraft>): void => setDraft((before) => ({ ...before, ...patch }));
  const save = async (): Promise<void> => {
    setTried(true);
    setRefused(null);
    if (faults !== null || isSaving) return;
    setSaving(true);
    const saved = await core.tools.save({ id, name: draft.name.trim(), way: wayOf(draft, server) }).catch(() => null);
    setSaving(false);
    if (saved?.kind === 'saved') onSaved(saved.id);
    else setRefused(sayRefused(saved));
  };
  const isRunning = server !== null && server.state.kind !== 'off';
  return (
    <form
      ref={form}
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h3 className="text-base font-semibold">{server === null ? say.addTitle : say.editTitle(server.name)}</h3>
      <TextField
        label={say.name}
        hint={say.nameHint}
        value={draft.name}
        autoComplete="off"
        error={shown?.name}
        onChange={(event) => change({ name: event.target.value })}
      />
      <Segmented
        label={say.way}
        className="self-start"
        value={draft.kind}
        options={[
          { value: 'stdio', label: say.program },
          { value: 'http', label: say.address },
        ]}
        onChange={(kind) => change({ kind })}
      />
      {draft.kind === 'stdio' ? (
        <ProgramFields draft={draft} change={change} faults={shown} known={server} />
      ) : (
        <AddressFields draft={draft} change={change} faults={shown} known={server} />
      )}
      <Preview draft={draft} server={server} />
      {refused === null ? null : (
        <p role="alert" className="text-sm text-danger">
          {refused}
        </p>
      )}
      <DialogActions>
        <Button variant="ghost" onClick={onClose}>
          {say.cancel}
        </Button>
        <Button type="submit" variant="primary" isBusy={isSaving}>
          {server === null ? say.add : isRunning ? say.saveAndRestart : say.save}
        </Button>
      </DialogActions>
    </form>
  );
}

function Preview({ draft, server }: { readonly draft: ServerDraft; readonly server: ToolServer | null }): ReactNode {
  const say = words.tools.form;
  const way = wayOf(draft, server);
  const isEmpty = way.kind === 'stdio' ? way.command === '' : way.url === '';
  return (
    <div className="flex flex-col gap-1.5">
      <p className="text-sm font-medium">{way.kind === 'stdio' ? say.willRun : say.willConnect}</p>
      {isEmpty ? (
        <p className="text-sm text-ink-3">{way.kind === 'stdio' ? say.nothingYet : say.noAddressYet}</p>
      ) : (
        <ShownWay
          way={
            way.kind === 'stdio' ? { ...way, env: Object.keys(way.env) } : { ...way, headers: Object.keys(way.headers) }
          }
        />
      )}
    </div>
  );
}

/** null: it is not known what became of it. */
function sayRefused(saved: Exclude<SavedToolServer, { kind: 'saved' }> | null): string {
  const say = words.tools.saving;
  if (saved === null) return say.failed;
  if (saved.kind === 'not_kept') return say.notKept(words.secretTrouble(saved.trouble));
  return say[saved.kind];
}

// A list of servers as other apps have it, pasted. What is in it is shown before anything is kept, and then added switched off.
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { toolConfigMax } from '../../../../preload/contract/tool-limits.ts';
import type { ImportedServers, PreviewedServers } from '../../../../preload/contract/tools.ts';
import { useCore } from '../../../rpc/core-context.tsx';
import { Button } from '../../../ui/button.tsx';
import { DialogActions } from '../../../ui/dialog.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import { words } from '../../../words.ts';
import { PastedList, type Preview } from './pasted-list.tsx';

export type Imported = Extract<ImportedServers, { kind: 'read' }>;

type PasteFormProps = { readonly onClose: () => void; readonly onRead: (imported: Imported) => void };

const sample = '{\n  "mcpServers": {\n    …\n  }\n}';

export function PasteForm({ onClose, onRead }: PasteFormProps): ReactNode {
  const core = useCore();
  const [text, setText] = useState('');
  const [preview, setPreview] = useState<Preview | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const isTyping = preview === null;
  useEffect(() => {
    if (isTyping) form.current?.querySelector('textarea')?.focus();
  }, [isTyping]);
  const say = words.tools.pasting;
  const count = preview?.servers.filter(({ trouble }) => trouble === null).length ?? 0;

  const lookThrough = async (): Promise<void> => {
    if (text.length > toolConfigMax) return setRefused(say.tooLong);
    const read = await core.tools.preview({ text }).catch(() => null);
    if (read?.kind === 'read') setPreview(read);
    else setRefused(sayRefused(read));
  };
  const add = async (): Promise<void> => {
    const imported = await core.tools.import({ text }).catch(() => null);
    if (imported?.kind === 'read') onRead(imported);
    else setRefused(sayRefused(imported));
  };
  const submit = async (): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    setRefused(null);
    await (preview === null ? lookThrough() : add());
    setBusy(false);
  };
  return (
    <form
      ref={form}
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div>
        <h3 className="text-base font-semibold">{say.title}</h3>
        <p className="mt-1 text-ink-2">{say.text}</p>
      </div>
      {preview === null ? (
        <TextArea
          label={say.label}
          rows={10}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          placeholder={sample}
          value={text}
          error={refused}
          onChange={(event) => {
            setRefused(null);
            setText(event.target.value);
          }}
        />
      ) : (
        <>
          <PastedList preview={preview} />
          {refused === null ? null : (
            <p role="alert" className="text-sm text-danger">
              {refused}
            </p>
          )}
        </>
      )}
      <DialogActions>
        <Button variant="ghost" onClick={onClose}>
          {words.tools.form.cancel}
        </Button>
        {preview === null ? null : (
          <Button
            onClick={() => {
              setRefused(null);
              setPreview(null);
            }}
          >
            {say.back}
          </Button>
        )}
        <Button
          type="submit"
          variant="primary"
          isBusy={isBusy}
          disabled={preview === null ? text.trim() === '' : count === 0}
        >
          {preview === null ? say.look : say.add(count)}
        </Button>
      </DialogActions>
    </form>
  );
}

type Refused = Exclude<ImportedServers, Imported> | Exclude<PreviewedServers, Preview>;

/** null: it is not known what became of it. */
function sayRefused(read: Refused | null): string {
  if (read === null) return words.tools.saving.failed;
  if (read.kind === 'not_kept') return words.tools.saving.notKept(words.secretTrouble(read.trouble));
  return words.tools.pasting[read.kind];
}

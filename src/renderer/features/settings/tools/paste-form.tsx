// A list of servers as other apps have it, pasted. All of it is added switched off, so that it is looked through before it runs.
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { toolConfigMax } from '../../../../preload/contract/tool-limits.ts';
import type { ImportedServers } from '../../../../preload/contract/tools.ts';
import { useCore } from '../../../rpc/core-context.tsx';
import { Button } from '../../../ui/button.tsx';
import { DialogActions } from '../../../ui/dialog.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import { words } from '../../../words.ts';

export type Imported = Extract<ImportedServers, { kind: 'read' }>;

type PasteFormProps = { readonly onClose: () => void; readonly onRead: (imported: Imported) => void };

const sample = '{\n  "mcpServers": {\n    …\n  }\n}';

export function PasteForm({ onClose, onRead }: PasteFormProps): ReactNode {
  const core = useCore();
  const [text, setText] = useState('');
  const [isReading, setReading] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector('textarea')?.focus(), []);
  const say = words.tools.pasting;
  const read = async (): Promise<void> => {
    if (isReading) return;
    if (text.length > toolConfigMax) return setRefused(say.tooLong);
    setReading(true);
    const imported = await core.tools.import({ text }).catch(() => null);
    setReading(false);
    if (imported?.kind === 'read') onRead(imported);
    else setRefused(sayRefused(imported));
  };
  return (
    <form
      ref={form}
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void read();
      }}
    >
      <div>
        <h3 className="text-base font-semibold">{say.title}</h3>
        <p className="mt-1 text-ink-2">{say.text}</p>
      </div>
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
      <DialogActions>
        <Button variant="ghost" onClick={onClose}>
          {words.tools.form.cancel}
        </Button>
        <Button type="submit" variant="primary" isBusy={isReading} disabled={text.trim() === ''}>
          {say.add}
        </Button>
      </DialogActions>
    </form>
  );
}

/** null: it is not known what became of it. */
function sayRefused(imported: Exclude<ImportedServers, Imported> | null): string {
  if (imported === null) return words.tools.saving.failed;
  if (imported.kind === 'not_kept') return words.tools.saving.notKept(words.secretTrouble(imported.trouble));
  return words.tools.pasting[imported.kind];
}

// A model under a second name.
import { useState, type ReactNode } from 'react';
import type { Core } from '../../rpc/core.ts';
import { useCore } from '../../rpc/core-context.tsx';
import { useChosenOllama } from '../../shared/chosen-ollama.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useToast } from '../../ui/toast.tsx';
import { words } from '../../words.ts';

export function CopyForm({ name, onClose }: { readonly name: string; readonly onClose: () => void }): ReactNode {
  const core = useCore();
  const ollama = useChosenOllama();
  const toast = useToast();
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const copy = (): void => {
    setError(null);
    core.manager.copy({ ollama, from: name, to: text }).then(
      (answer) => {
        if (answer.kind !== 'copied') return setError(sayNot(answer));
        toast.show({ text: words.manager.copied(answer.name) });
        return onClose();
      },
      () => setError(words.manager.notDone),
    );
  };
  return (
    <form
      className="mt-2 flex flex-wrap items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        copy();
      }}
    >
      <TextField
        className="min-w-0 flex-1 basis-56"
        label={words.manager.newName}
        value={text}
        // The field has just been asked for.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        hint={words.manager.copyHint}
        error={error}
        onChange={(event) => setText(event.target.value)}
        inputClassName="font-mono text-sm [font-variant-ligatures:none]"
      />
      <div className="flex gap-2 sm:mt-6.5">
        <Button type="submit" variant="primary">
          {words.manager.makeCopy}
        </Button>
        <Button variant="ghost" onClick={onClose}>
          {words.manager.cancelCopy}
        </Button>
      </div>
    </form>
  );
}

type NotCopied = Exclude<Awaited<ReturnType<Core['manager']['copy']>>, { kind: 'copied' }>;

function sayNot(answer: NotCopied): string {
  switch (answer.kind) {
    case 'malformed':
      return words.downloads.nameTrouble(answer.trouble);
    case 'taken':
      return words.manager.taken(answer.name);
    case 'failed':
      return words.failures[answer.failure.code].remedy;
  }
}

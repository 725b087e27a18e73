// A model by its name. What cannot be a name is said beneath the field, and stays in it.
import { useCallback, useState, type ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { words } from '../../words.ts';
import { useAdding } from './use-adding.ts';

export function DownloadForm(): ReactNode {
  const [text, setText] = useState('');
  const { adding, add } = useAdding(useCallback(() => setText(''), []));
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (adding.kind !== 'asking') add(text);
      }}
    >
      <div className="flex items-start gap-2">
        <TextField
          className="min-w-0 flex-1"
          label={words.downloads.name}
          value={text}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          onChange={(event) => setText(event.target.value)}
          hint={words.downloads.nameHint}
          error={adding.kind === 'refused' ? adding.sentence : null}
          inputClassName="font-mono text-sm [font-variant-ligatures:none]"
        />
        <Button type="submit" variant="primary" className="mt-6.5" isBusy={adding.kind === 'asking'}>
          {words.downloads.add}
        </Button>
      </div>
      {adding.kind === 'no_room' ? <NoRoom sentence={adding.sentence} onAnyway={() => add(adding.name, true)} /> : null}
    </form>
  );
}

export function NoRoom({
  sentence,
  onAnyway,
}: {
  readonly sentence: string;
  readonly onAnyway: () => void;
}): ReactNode {
  return (
    <Notice
      tone="warning"
      role="alert"
      actions={
        <Button size="sm" onClick={onAnyway}>
          {words.downloads.anyway}
        </Button>
      }
    >
      {sentence}
    </Notice>
  );
}

// A question that waits, while its words are changed. What it brings stays as it is.
import { useRef, useState, type KeyboardEvent } from 'react';
import type { Part, QuestionPart } from '../../../../preload/contract/part.ts';
import { attachmentsOf, questionParts, textOf } from '../../../../preload/contract/parts.ts';
import type { QueuedMessage } from '../../../../preload/contract/queue.ts';
import { Button } from '../../../ui/button.tsx';
import { words } from '../../../words.ts';
import { whyTooLong } from '../send-bar.ts';
import { useFocusForWriting } from '../use-focus-for-writing.ts';

type QueuedEditorProps = {
  readonly message: QueuedMessage;
  /** What is written already. */
  readonly parts: readonly Part[];
  readonly takesFocus: boolean;
  readonly onWrite: (parts: readonly QuestionPart[]) => void;
  readonly onClose: () => void;
  readonly onSave: (parts: readonly QuestionPart[]) => void;
};

export function QueuedEditor({ message, parts: written, takesFocus, onWrite, onClose, onSave }: QueuedEditorProps) {
  const [text, setText] = useState(textOf(written));
  const parts = questionParts(attachmentsOf(message.parts), text);
  const field = useRef<HTMLTextAreaElement>(null);
  useFocusForWriting(field, takesFocus);
  const reason = whyTooLong(text.length) ?? (parts.length === 0 ? words.chat.composer.empty : null);
  const save = (): void => {
    if (reason === null) onSave(parts);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.preventDefault();
      // Further up it would stop the answer.
      event.stopPropagation();
      onClose();
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save();
    }
  };
  return (
    <div>
      <textarea
        ref={field}
        aria-label={words.chat.queue.edit}
        dir="auto"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          onWrite(questionParts(attachmentsOf(message.parts), event.target.value));
        }}
        onKeyDown={onKeyDown}
        className="field-sizing-content max-h-40 min-h-9 w-full resize-none bg-transparent text-read outline-none"
      />
      <div className="mt-1 flex flex-wrap justify-end gap-2">
        <Button size="sm" variant="ghost" onClick={onClose}>
          {words.chat.cancel}
        </Button>
        <Button size="sm" variant="primary" disabledReason={reason} onClick={save}>
          {words.chat.queue.save}
        </Button>
      </div>
    </div>
  );
}

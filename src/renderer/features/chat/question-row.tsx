// One question: the person's own words, plain, which can be copied or asked otherwise.
import { Pencil } from 'lucide-react';
import { memo, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { UserMessage } from '../../../preload/contract/message.ts';
import type { Part, QuestionPart } from '../../../preload/contract/part.ts';
import { attachmentsOf, questionParts, textOf } from '../../../preload/contract/parts.ts';
import { Button } from '../../ui/button.tsx';
import { focusFirst, homeOfFocus } from '../../ui/focus-return.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { BranchSwitcher } from './branch-switcher.tsx';
import type { Branching } from './message-tree.ts';
import { CopyButton } from '../../shared/copy-button.tsx';
import { MessageFiles } from './files/message-files.tsx';
import { QuestionWords } from './question-words.tsx';
import { useTurnActions } from './turn-actions.tsx';
import { UnreadableNote } from './unreadable-note.tsx';
import { words } from '../../words.ts';

type QuestionRowProps = {
  readonly message: UserMessage;
  readonly branching: Branching | null;
  readonly isBusy: boolean;
  /** What led to this question; null: it was not sought. */
  readonly found: object | null;
};

export const QuestionRow = memo(function QuestionRow({ message, branching, isBusy, found }: QuestionRowProps) {
  // While a new version is on its way this row is gone; where it does not arrive, its words are in `unsent`.
  const { unsent, versionWish, onAskOtherwise, onShowVersion } = useTurnActions();
  const [isEditing, setEditing] = useState(() => unsent.has(message.id));
  const said = textOf(message.parts);
  const attachments = attachmentsOf(message.parts);
  const editButton = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  useEffect(() => {
    // Back from the editor, to where it was opened.
    if (!isEditing && wasEditing.current) focusFirst([editButton.current, homeOfFocus()]);
    wasEditing.current = isEditing;
  }, [isEditing]);
  if (isEditing) {
    return (
      <Editor
        parts={unsent.get(message.id) ?? message.parts}
        isBusy={isBusy}
        onCancel={() => {
          unsent.delete(message.id);
          setEditing(false);
        }}
        onAsk={async (parts) => {
          unsent.set(message.id, parts);
          focusFirst([homeOfFocus()]);
          if (!(await onAskOtherwise(message, parts))) return;
          unsent.delete(message.id);
          setEditing(false);
        }}
      />
    );
  }
  return (
    <article aria-label={words.chat.question.you} className="group/row flex flex-col items-end pb-2">
      <MessageFiles attachments={attachments} className="mb-2 max-w-[85%] justify-end" />
      {said === '' ? null : <QuestionWords text={said} found={found} />}
      <UnreadableNote message={message} className="mt-2 max-w-[85%]" />
      <footer className="mt-1 flex h-7 items-center gap-1 transition-opacity has-[[role=group]]:opacity-100 hover-only:opacity-0 hover-only:group-focus-within/row:opacity-100 hover-only:group-hover/row:opacity-100">
        {said === '' ? null : <CopyButton text={said} label={words.chat.question.copy} />}
        {isBusy ? null : (
          <IconButton
            ref={editButton}
            size="sm"
            label={words.chat.question.edit}
            icon={<Pencil />}
            onClick={() => setEditing(true)}
          />
        )}
        {branching === null ? null : <BranchSwitcher branching={branching} wish={versionWish} onShow={onShowVersion} />}
      </footer>
    </article>
  );
});

function Editor({
  parts,
  isBusy,
  onCancel,
  onAsk,
}: {
  readonly parts: readonly Part[];
  readonly isBusy: boolean;
  readonly onCancel: () => void;
  readonly onAsk: (parts: readonly QuestionPart[]) => Promise<void>;
}) {
  const text = textOf(parts);
  const [value, setValue] = useState(text);
  const [attachments, setAttachments] = useState(() => attachmentsOf(parts));
  const isEmpty = value.trim() === '' && attachments.length === 0;
  const ask = (): void => void onAsk(questionParts(attachments, value));
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
  }, [text]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      onCancel();
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !isEmpty && !isBusy) {
      // The composer has the focus before the key is up again, and must not take it for its own.
      event.preventDefault();
      ask();
    }
  };
  return (
    <div className="pb-6">
      <div className="rounded-2xl border border-edge bg-raised p-3 focus-within:border-focus">
        <MessageFiles
          attachments={attachments}
          className="mb-2"
          onRemove={(index) => {
            setAttachments(attachments.toSpliced(index, 1));
            field.current?.focus();
          }}
        />
        <textarea
          aria-label={words.chat.question.edit}
          ref={field}
          dir="auto"
          value={value}
          onChange={(event) => setValue(event.target.value)}
          onKeyDown={onKeyDown}
          className="field-sizing-content max-h-80 min-h-12 w-full resize-none bg-transparent px-1 text-read outline-none"
        />
        <div className="mt-2 flex flex-wrap items-center justify-end gap-2">
          <p className="mr-auto pl-1 text-xs text-ink-3">{words.chat.question.newVersion}</p>
          <Button size="sm" variant="ghost" onClick={onCancel}>
            {words.chat.cancel}
          </Button>
          <Button
            size="sm"
            variant="primary"
            disabledReason={isEmpty ? words.chat.composer.empty : isBusy ? words.chat.question.wait : null}
            onClick={ask}
          >
            {words.chat.composer.send}
          </Button>
        </div>
      </div>
    </div>
  );
}

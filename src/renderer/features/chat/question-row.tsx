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
import { whyTooLong } from './send-bar.ts';
import { UnreadableNote } from './unreadable-note.tsx';
import { useFocusForWriting } from './use-focus-for-writing.ts';
import { words } from '../../words.ts';

type QuestionRowProps = {
  readonly message: UserMessage;
  readonly branching: Branching | null;
  readonly isBusy: boolean;
  /** What led to this question; null: it was not sought. */
  readonly found: object | null;
};

export const QuestionRow = memo(function QuestionRow({ message, branching, isBusy, found }: QuestionRowProps) {
  // Far from the window, and while a new version is on its way, this row is gone; its words are in `edits`.
  const { edits, versionWish, onAskOtherwise, onShowVersion } = useTurnActions();
  const [editing, setEditing] = useState<'opened' | 'kept' | null>(() =>
    edits.of(message.id) === null ? null : 'kept',
  );
  const isEditing = editing !== null;
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
        parts={edits.of(message.id) ?? message.parts}
        isBusy={isBusy}
        takesFocus={editing === 'opened'}
        onWrite={(parts) => edits.keep(message.id, parts)}
        onCancel={() => {
          edits.drop(message.id);
          setEditing(null);
        }}
        onAsk={async (parts) => {
          focusFirst([homeOfFocus()]);
          if (await onAskOtherwise(message, parts, () => edits.leave(message.id))) {
            edits.drop(message.id);
            setEditing(null);
          } else edits.keep(message.id, parts);
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
            onClick={() => setEditing('opened')}
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
  takesFocus,
  onWrite,
  onCancel,
  onAsk,
}: {
  readonly parts: readonly Part[];
  readonly isBusy: boolean;
  readonly takesFocus: boolean;
  readonly onWrite: (parts: readonly QuestionPart[]) => void;
  readonly onCancel: () => void;
  readonly onAsk: (parts: readonly QuestionPart[]) => Promise<void>;
}) {
  const [value, setValue] = useState(textOf(parts));
  const [attachments, setAttachments] = useState(() => attachmentsOf(parts));
  const reason =
    whyTooLong(value.length) ??
    (value.trim() === '' && attachments.length === 0 ? words.chat.composer.empty : null) ??
    (isBusy ? words.chat.question.wait : null);
  const ask = (): void => void onAsk(questionParts(attachments, value));
  const field = useRef<HTMLTextAreaElement>(null);
  useFocusForWriting(field, takesFocus);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      onCancel();
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && reason === null) {
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
            const left = attachments.toSpliced(index, 1);
            setAttachments(left);
            onWrite(questionParts(left, value));
            field.current?.focus();
          }}
        />
        <textarea
          aria-label={words.chat.question.edit}
          ref={field}
          dir="auto"
          value={value}
          onChange={(event) => {
            setValue(event.target.value);
            onWrite(questionParts(attachments, event.target.value));
          }}
          onKeyDown={onKeyDown}
          className="field-sizing-content max-h-80 min-h-12 w-full resize-none bg-transparent px-1 text-read outline-none"
        />
        <div className="mt-2 flex flex-wrap items-center justify-end gap-2">
          <p className="mr-auto pl-1 text-xs text-ink-3">{words.chat.question.newVersion}</p>
          <Button size="sm" variant="ghost" onClick={onCancel}>
            {words.chat.cancel}
          </Button>
          <Button size="sm" variant="primary" disabledReason={reason} onClick={ask}>
            {words.chat.composer.send}
          </Button>
        </div>
      </div>
    </div>
  );
}

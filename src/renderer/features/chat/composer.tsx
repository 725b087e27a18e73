// Where one writes. The draft outlives a reload; what keeps a message from being sent is said in words.
import { ArrowUp, Square } from 'lucide-react';
import {
  memo,
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
} from 'react';
import { messageTextMax } from '../../../preload/contract/chat-limits.ts';
import { fileCharsMax } from '../../../preload/contract/file-limits.ts';
import type { ModelRef } from '../../../preload/contract/models.ts';
import type { QuestionPart } from '../../../preload/contract/part.ts';
import { questionParts, type Attachment } from '../../../preload/contract/parts.ts';
import type { Settings } from '../../../preload/contract/settings.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Tooltip } from '../../ui/tooltip.tsx';
import { fittingPart, whyTooLong } from './send-bar.ts';
import { withQuote } from './quote.ts';
import { isSendKey } from './send-key.ts';
import { DraftText } from './draft-text.ts';
import { AttachButton, DraftFilesRow } from './files/draft-files-row.tsx';
import type { Sight } from './files/sight.ts';
import { useAttachments } from './files/use-attachments.ts';
import { useDraft } from './use-draft.ts';
import { words } from '../../words.ts';

export type ComposerHandle = {
  readonly focus: () => void;
  readonly suggest: (text: string) => void;
  /** Under what is written already, and ready to write on. */
  readonly quote: (text: string) => void;
  readonly attach: (files: readonly File[]) => void;
};

/** A longer text becomes a file when it is pasted. In UTF-16 units. */
export const pastedMax = 4_000;

type ComposerProps = {
  /** Under which name what is not sent is kept. */
  readonly draftKey: string;
  readonly sendKey: Settings['sendKey'];
  readonly isAnswering: boolean;
  /** Of the button that stops what is being written. */
  readonly stopLabel: string;
  /** A sentence: why nothing can be sent now. */
  readonly barred: string | null;
  /** `onLeaving`: nothing more is asked, and the words are on their way. Until then they stay here, also over a reload. */
  readonly onSend: (parts: readonly QuestionPart[], onLeaving: () => void) => Promise<boolean>;
  /** The same while an answer is written: it waits for the end of that. */
  readonly onQueue: (parts: readonly QuestionPart[], onLeaving: () => void) => Promise<boolean>;
  readonly onStop: () => void;
  /** What stands under the field; it may look at the draft. */
  readonly beneath: ReactNode;
  /** Whether the model can see what is attached. */
  readonly sightOf: (attachments: readonly Attachment[]) => Sight;
  readonly onChooseModel: (model: ModelRef) => void;
  readonly ref?: Ref<ComposerHandle>;
};

export function Composer({
  draftKey,
  sendKey,
  isAnswering,
  stopLabel,
  barred,
  onSend,
  onQueue,
  onStop,
  sightOf,
  beneath,
  onChooseModel,
  ref,
}: ComposerProps) {
  const [text, setText] = useDraft(draftKey);
  const attachments = useAttachments(draftKey);
  const { add, ready } = attachments;
  // A long chat is looked through for images; not at every key.
  const sight = useMemo(() => sightOf(ready), [sightOf, ready]);
  const [cut, setCut] = useState<string | null>(null);
  const [isHeldBack, setHeldBack] = useState(false);
  if (isHeldBack && !isAnswering) setHeldBack(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const reasonId = useId();
  const attach = useCallback(
    (files: readonly File[]): void => {
      add(files);
      field.current?.focus();
    },
    [add],
  );
  useImperativeHandle(ref, () => ({
    focus: () => field.current?.focus(),
    suggest: (suggested) => {
      setText(suggested);
      field.current?.focus();
    },
    quote: (quoted) => {
      setText((now) => withQuote(now, quoted));
      field.current?.focus();
    },
    attach,
  }));
  useEffect(() => field.current?.focus(), []);

  const isReading = attachments.isReading ? words.files.readingStill : null;
  const reason = whyTooLong(text.length) ?? barred ?? sight.barred ?? isReading;
  const isEmpty = text.trim() === '' && attachments.files.length === 0;
  const send = async (): Promise<void> => {
    setHeldBack(reason !== null);
    if (isEmpty || reason !== null) return;
    setCut(null);
    field.current?.focus();
    let putBack = (): void => undefined;
    const isSent = await (isAnswering ? onQueue : onSend)(questionParts(attachments.ready, text), () => {
      setText('');
      putBack = attachments.clear();
    });
    if (isSent) return;
    setText((now) => (now === '' ? text : now));
    putBack();
  };

  const stop = (): void => {
    field.current?.focus();
    onStop();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (!isSendKey(event, sendKey)) return;
    event.preventDefault();
    void send();
  };
  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>): void => {
    const pasted = event.clipboardData.getData('text/plain');
    const files = [...event.clipboardData.files];
    // Some programs put a picture of the text beside the text.
    if (files.length > 0 && pasted === '') {
      event.preventDefault();
      return attachments.add(files, true);
    }
    if (pasted.length > pastedMax && pasted.length <= fileCharsMax) {
      event.preventDefault();
      return attachments.addText(pasted);
    }
    const { selectionStart, selectionEnd } = event.currentTarget;
    const room = messageTextMax - (text.length - (selectionEnd - selectionStart));
    if (pasted.length <= room) return setCut(null);
    event.preventDefault();
    const part = fittingPart(pasted, room);
    setText(text.slice(0, selectionStart) + part + text.slice(selectionEnd));
    setCut(words.chat.composer.cut(part.length, messageTextMax));
  };

  const trouble = attachments.troubles.length === 0 ? null : attachments.troubles.join(' ');
  const note = cut ?? trouble ?? (isAnswering && !isHeldBack ? null : reason);
  return (
    <form
      className="mx-auto w-full max-w-column px-3 pb-3 sm:px-6 sm:pb-4"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div className="rounded-2xl border border-line-strong bg-raised p-2 shadow-lift transition-colors focus-within:border-edge">
        <DraftFilesRow
          attachments={attachments}
          onText={(more) => {
            setText((now) => (now === '' ? more : `${now}\n\n${more}`));
            field.current?.focus();
          }}
          onRemoved={() => field.current?.focus()}
        />
        <div className="flex flex-wrap items-end justify-end gap-2">
          <AttachButton onFiles={attach} />
          <textarea
            ref={field}
            rows={1}
            aria-label={words.chat.composer.message}
            aria-describedby={note === null ? undefined : reasonId}
            placeholder={isAnswering ? words.chat.composer.writeNext : words.chat.composer.write}
            dir="auto"
            data-focus-home
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
            onPaste={onPaste}
            className="field-sizing-content max-h-[264px] min-h-9 min-w-24 flex-1 resize-none bg-transparent px-2.5 py-1.5 text-read leading-6 outline-none"
          />
          {isAnswering ? <StopButton label={stopLabel} onStop={stop} /> : null}
          {isAnswering && isEmpty ? null : (
            <SendButton
              label={isAnswering ? words.chat.composer.sendNext : words.chat.composer.send}
              isReady={!isEmpty && reason === null}
              why={reason ?? (isEmpty ? words.chat.composer.empty : null)}
              sendKey={sendKey}
            />
          )}
        </div>
      </div>
      <div className="flex min-h-7 flex-wrap items-center gap-x-2 px-1 pt-1">
        <DraftText value={text}>{beneath}</DraftText>
      </div>
      {note === null ? null : (
        <p id={reasonId} role="status" className="px-3 pt-2 text-sm text-warning">
          {note}
        </p>
      )}
      {sight.instead.length === 0 ? null : (
        <p className="flex flex-wrap gap-2 px-3 pt-2">
          {sight.instead.map((model) => (
            <Button key={model.name} size="sm" onClick={() => onChooseModel(model)}>
              {words.files.use(model.name)}
            </Button>
          ))}
        </p>
      )}
    </form>
  );
}

const round = 'inline-flex size-9 shrink-0 items-center justify-center rounded-lg transition-colors';

const SendButton = memo(function SendButton({
  label,
  isReady,
  why,
  sendKey,
}: {
  readonly label: string;
  readonly isReady: boolean;
  readonly why: string | null;
  readonly sendKey: Settings['sendKey'];
}) {
  return (
    <Tooltip
      text={why ?? label}
      shortcut={why === null ? (sendKey === 'enter' ? '↵' : words.chat.composer.ctrlEnter) : undefined}
      side="top"
    >
      <button
        type="submit"
        aria-label={label}
        aria-disabled={!isReady || undefined}
        className={cx(round, isReady ? 'bg-accent text-on-accent hover:bg-accent-hover' : 'bg-press text-ink-3')}
      >
        <ArrowUp aria-hidden="true" className="size-[18px]" strokeWidth={2.25} />
      </button>
    </Tooltip>
  );
});

const StopButton = memo(function StopButton({
  label,
  onStop,
}: {
  readonly label: string;
  readonly onStop: () => void;
}) {
  return (
    <Tooltip text={label} shortcut={words.chat.composer.escape} side="top">
      <button
        type="button"
        aria-label={label}
        onClick={onStop}
        className={cx(round, 'bg-ink text-paper hover:opacity-85')}
      >
        <Square aria-hidden="true" className="size-3.5 fill-current" />
      </button>
    </Tooltip>
  );
});

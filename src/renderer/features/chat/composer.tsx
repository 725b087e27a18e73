// Where one writes. The draft outlives a reload; what keeps a message from being sent is said in words.
import { ArrowUp, Square } from 'lucide-react';
import {
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
} from 'react';
import { messageTextMax } from '../../../preload/contract/chat-limits.ts';
import type { Settings } from '../../../preload/contract/settings.ts';
import { cx } from '../../ui/cx.ts';
import { Tooltip } from '../../ui/tooltip.tsx';
import { fittingPart, whyTooLong } from './send-bar.ts';
import { isSendKey } from './send-key.ts';
import { DraftText } from './draft-text.ts';
import { useDraft } from './use-draft.ts';
import { words } from '../../words.ts';

export type ComposerHandle = { readonly focus: () => void; readonly suggest: (text: string) => void };

type ComposerProps = {
  /** Under which name what is not sent is kept. */
  readonly draftKey: string;
  readonly sendKey: Settings['sendKey'];
  readonly isAnswering: boolean;
  /** A sentence: why nothing can be sent now. */
  readonly barred: string | null;
  /** `onLeaving`: nothing more is asked, and the words are on their way. Until then they stay here, also over a reload. */
  readonly onSend: (text: string, onLeaving: () => void) => Promise<boolean>;
  readonly onStop: () => void;
  /** What stands under the field; it may look at the draft. */
  readonly beneath: ReactNode;
  readonly ref?: Ref<ComposerHandle>;
};

export function Composer({ draftKey, sendKey, isAnswering, barred, onSend, onStop, beneath, ref }: ComposerProps) {
  const [text, setText] = useDraft(draftKey);
  const [cut, setCut] = useState<string | null>(null);
  const [isHeldBack, setHeldBack] = useState(false);
  if (isHeldBack && !isAnswering) setHeldBack(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const reasonId = useId();
  useImperativeHandle(ref, () => ({
    focus: () => field.current?.focus(),
    suggest: (suggested) => {
      setText(suggested);
      field.current?.focus();
    },
  }));
  useEffect(() => field.current?.focus(), []);

  const reason = whyTooLong(text.length) ?? barred;
  const isEmpty = text.trim() === '';
  const send = useCallback(async () => {
    if (isAnswering && !isEmpty) setHeldBack(true);
    if (isEmpty || reason !== null || isAnswering) return;
    setCut(null);
    field.current?.focus();
    if (!(await onSend(text, () => setText('')))) setText((now) => (now === '' ? text : now));
  }, [isEmpty, reason, isAnswering, onSend, setText, text]);

  const stop = (): void => {
    field.current?.focus();
    onStop();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const { isComposing } = event.nativeEvent;
    if (
      !isSendKey(
        {
          key: event.key,
          shiftKey: event.shiftKey,
          ctrlKey: event.ctrlKey,
          metaKey: event.metaKey,
          altKey: event.altKey,
          isComposing,
          keyCode: event.keyCode,
        },
        sendKey,
      )
    )
      return;
    event.preventDefault();
    void send();
  };
  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>): void => {
    const pasted = event.clipboardData.getData('text/plain');
    const { selectionStart, selectionEnd } = event.currentTarget;
    const room = messageTextMax - (text.length - (selectionEnd - selectionStart));
    if (pasted.length <= room) return setCut(null);
    event.preventDefault();
    const part = fittingPart(pasted, room);
    setText(text.slice(0, selectionStart) + part + text.slice(selectionEnd));
    setCut(words.chat.composer.cut(part.length, messageTextMax));
  };

  const note = cut ?? (isHeldBack ? words.chat.composer.wait : isAnswering ? null : reason);
  return (
    <form
      className="mx-auto w-full max-w-column px-3 pb-3 sm:px-6 sm:pb-4"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div className="flex items-end gap-2 rounded-2xl border border-line-strong bg-raised p-2 shadow-lift transition-colors focus-within:border-edge">
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
          className="field-sizing-content max-h-[264px] min-h-9 min-w-0 flex-1 resize-none bg-transparent px-2.5 py-1.5 text-read leading-6 outline-none"
        />
        {isAnswering ? (
          <StopButton onStop={stop} />
        ) : (
          <SendButton
            isReady={!isEmpty && reason === null}
            why={reason ?? (isEmpty ? words.chat.composer.empty : null)}
            sendKey={sendKey}
          />
        )}
      </div>
      <div className="flex min-h-7 items-center gap-2 px-1 pt-1">
        <DraftText value={text}>{beneath}</DraftText>
      </div>
      {note === null ? null : (
        <p id={reasonId} role="status" className="px-3 pt-2 text-sm text-warning">
          {note}
        </p>
      )}
    </form>
  );
}

const round = 'inline-flex size-9 shrink-0 items-center justify-center rounded-lg transition-colors';

function SendButton({
  isReady,
  why,
  sendKey,
}: {
  readonly isReady: boolean;
  readonly why: string | null;
  readonly sendKey: Settings['sendKey'];
}) {
  return (
    <Tooltip
      text={why ?? words.chat.composer.send}
      shortcut={why === null ? (sendKey === 'enter' ? '↵' : words.chat.composer.ctrlEnter) : undefined}
      side="top"
    >
      <button
        type="submit"
        aria-label={words.chat.composer.send}
        aria-disabled={!isReady || undefined}
        className={cx(round, isReady ? 'bg-accent text-on-accent hover:bg-accent-hover' : 'bg-press text-ink-3')}
      >
        <ArrowUp aria-hidden="true" className="size-[18px]" strokeWidth={2.25} />
      </button>
    </Tooltip>
  );
}

function StopButton({ onStop }: { readonly onStop: () => void }) {
  return (
    <Tooltip text={words.chat.composer.stop} shortcut={words.chat.composer.escape} side="top">
      <button
        type="button"
        aria-label={words.chat.composer.stop}
        onClick={onStop}
        className={cx(round, 'bg-ink text-paper hover:opacity-85')}
      >
        <Square aria-hidden="true" className="size-3.5 fill-current" />
      </button>
    </Tooltip>
  );
}

// What waits for the answer before it, above the composer: it can be changed, taken away, and sent where the chat rests.
import { useState } from 'react';
import type { QuestionPart } from '../../../../preload/contract/part.ts';
import type { QueuedMessage } from '../../../../preload/contract/queue.ts';
import { focusFirst, homeOfFocus } from '../../../ui/focus-return.ts';
import { words } from '../../../words.ts';
import type { Edits } from '../edits.ts';
import { QueuedEditor } from './queued-editor.tsx';
import { QueuedRow } from './queued-row.tsx';
import { useMoving } from './use-moving.ts';
import { useSentMeanwhile } from './use-sent-meanwhile.ts';
import type { WaitingQuestions } from './use-queue.ts';

type QueuedListProps = {
  readonly questions: WaitingQuestions;
  readonly edits: Edits;
  /** Whether it stands in the chat by now. */
  readonly isSent: (id: QueuedMessage['id']) => boolean;
  readonly isAnswering: boolean;
  /** Who answers them, and where; null: nobody is chosen. */
  readonly answeredBy: string | null;
  readonly onSend: (message: QueuedMessage) => void;
};

export function QueuedList({ questions, edits, isSent, isAnswering, answeredBy, onSend }: QueuedListProps) {
  const { waiting, change, remove } = questions;
  const { list, said, move } = useMoving(questions);
  const [edited, setEdited] = useState<QueuedMessage['id'] | null>(null);
  const readable = waiting.filter(({ unreadable }) => !unreadable);
  useSentMeanwhile(waiting, edits, isSent);
  const close = (id: QueuedMessage['id']): void => {
    edits.drop(id);
    setEdited(null);
    focusFirst([homeOfFocus()]);
  };
  const save = async (id: QueuedMessage['id'], parts: readonly QuestionPart[]): Promise<void> => {
    if (await change(id, parts)) close(id);
  };
  return (
    <>
      <p role="status" className="sr-only">
        {readable.length === 0 ? '' : (said ?? sayWaiting(readable.length, isAnswering))}
      </p>
      {waiting.length === 0 ? null : (
        <section aria-label={words.chat.queue.title} className="mx-auto w-full max-w-column px-3 pb-2 sm:px-6">
          {isAnswering || readable.length === 0 ? null : (
            <p className="px-1 pb-1.5 text-xs text-ink-3">{words.chat.queue.resting}</p>
          )}
          <ol
            ref={list}
            className="max-h-[30vh] divide-y divide-line overflow-y-auto rounded-xl border border-line bg-raised"
          >
            {waiting.map((message, index) => (
              <li key={message.id} className="px-3 py-2">
                {message.id === edited || edits.of(message.id) !== null ? (
                  <QueuedEditor
                    message={message}
                    parts={edits.of(message.id) ?? message.parts}
                    takesFocus={message.id === edited}
                    onWrite={(parts) => edits.keep(message.id, parts)}
                    onClose={() => close(message.id)}
                    onSave={(parts) => void save(message.id, parts)}
                  />
                ) : (
                  <QueuedRow
                    message={message}
                    answeredBy={answeredBy}
                    place={{ index, of: waiting.length }}
                    onMove={(to) => void move(message.id, to)}
                    onEdit={message.unreadable ? null : () => setEdited(message.id)}
                    onRemove={() => {
                      focusFirst([homeOfFocus()]);
                      remove(message.id);
                    }}
                    onSend={
                      isAnswering || message !== readable[0]
                        ? null
                        : () => {
                            focusFirst([homeOfFocus()]);
                            onSend(message);
                          }
                    }
                  />
                )}
              </li>
            ))}
          </ol>
        </section>
      )}
    </>
  );
}

function sayWaiting(messages: number, isAnswering: boolean): string {
  return isAnswering ? words.chat.queue.waiting(messages) : words.chat.queue.resting;
}

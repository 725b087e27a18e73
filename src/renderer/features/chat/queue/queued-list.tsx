// What waits for the answer before it, above the composer: it can be changed, taken away, and sent where the chat rests.
import { useState } from 'react';
import type { QuestionPart } from '../../../../preload/contract/part.ts';
import type { QueuedMessage } from '../../../../preload/contract/queue.ts';
import { focusFirst, homeOfFocus } from '../../../ui/focus-return.ts';
import { words } from '../../../words.ts';
import { QueuedEditor } from './queued-editor.tsx';
import { QueuedRow } from './queued-row.tsx';
import { useMoving } from './use-moving.ts';
import type { WaitingQuestions } from './use-queue.ts';

type QueuedListProps = {
  readonly questions: WaitingQuestions;
  readonly isAnswering: boolean;
  /** Who answers them, and where; null: nobody is chosen. */
  readonly answeredBy: string | null;
  readonly onSend: (message: QueuedMessage) => void;
};

export function QueuedList({ questions, isAnswering, answeredBy, onSend }: QueuedListProps) {
  const { waiting, change, remove } = questions;
  const { list, said, move } = useMoving(questions);
  const [edited, setEdited] = useState<QueuedMessage['id'] | null>(null);
  const readable = waiting.filter(({ unreadable }) => !unreadable);
  const close = (): void => {
    setEdited(null);
    focusFirst([homeOfFocus()]);
  };
  const save = async (id: QueuedMessage['id'], parts: readonly QuestionPart[]): Promise<void> => {
    if (await change(id, parts)) close();
  };
  return (
    <>
      <p role="status" className="sr-only">
        {readable.length === 0 ? '' : (said ?? words.chat.queue.waiting(readable.length))}
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
                {message.id === edited ? (
                  <QueuedEditor message={message} onClose={close} onSave={(parts) => void save(message.id, parts)} />
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

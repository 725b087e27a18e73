// What is written in place of messages and not sent yet, kept for one chat over scrolling, other chats and reloads.
import { z } from 'zod';
import { MessageId } from '../../../preload/contract/ids.ts';
import { QuestionParts, type QuestionPart } from '../../../preload/contract/part.ts';

export type Edits = {
  /** null: nothing is written in its place. */
  readonly of: (id: MessageId) => readonly QuestionPart[] | null;
  readonly keep: (id: MessageId, parts: readonly QuestionPart[]) => void;
  /** It is on its way: until it has arrived it is kept here, and no longer over a reload. */
  readonly leave: (id: MessageId) => void;
  readonly drop: (id: MessageId) => void;
  /** Brings to the storage what has not been brought there yet. */
  readonly flush: () => void;
};

type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const Stored = z.array(z.object({ id: MessageId, parts: QuestionParts }));

/** More is kept only while the page lives: the browser's storage is small. */
const keptMax = 200_000;
/** Typing must not wait for the disk. */
const keepAfterMs = 250;
const keyOf = (chatId: string): string => `tallystick.edits.${chatId}`;

export function createEdits(keep: Keep, chatId: string): Edits {
  const written = new Map<MessageId, readonly QuestionPart[]>(readEdits(keep, chatId));
  const leaving = new Set<MessageId>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const flush = (): void => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    const staying = [...written].filter(([id, parts]) => !leaving.has(id) && parts.length > 0);
    writeEdits(
      keep,
      chatId,
      staying.map(([id, parts]) => ({ id, parts })),
    );
  };
  const flushSoon = (): void => {
    timer ??= setTimeout(flush, keepAfterMs);
  };
  return {
    of: (id) => written.get(id) ?? null,
    keep(id, parts) {
      written.set(id, parts);
      leaving.delete(id);
      flushSoon();
    },
    leave(id) {
      leaving.add(id);
      flushSoon();
      flush();
    },
    drop(id) {
      written.delete(id);
      leaving.delete(id);
      flushSoon();
      flush();
    },
    flush,
  };
}

function readEdits(keep: Keep, chatId: string): [MessageId, readonly QuestionPart[]][] {
  try {
    return Stored.parse(JSON.parse(keep.getItem(keyOf(chatId)) ?? '[]')).map(({ id, parts }) => [id, parts]);
  } catch {
    // Storage can be forbidden, or hold what another version has written; then nothing was kept.
    return [];
  }
}

function writeEdits(
  keep: Keep,
  chatId: string,
  edits: readonly { id: MessageId; parts: readonly QuestionPart[] }[],
): void {
  try {
    const text = JSON.stringify(edits);
    if (edits.length === 0 || text.length > keptMax) keep.removeItem(keyOf(chatId));
    else keep.setItem(keyOf(chatId), text);
  } catch {
    // Full or forbidden: the words still stand in their field.
  }
}

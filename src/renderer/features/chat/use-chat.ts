// One chat for the components: what it holds, what is being written, and what can be done with it.
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Beside } from '../../../preload/contract/chats.ts';
import type { ChatId, MessageId } from '../../../preload/contract/ids.ts';
import type { AnswerMessage, Compared, Message } from '../../../preload/contract/message.ts';
import { useCoreAccess } from '../../rpc/core-context.tsx';
import { useChatState } from '../../rpc/use-chat-state.ts';
import type { ChatState } from '../../rpc/chat-state.ts';
import type { CoreAccess } from '../../rpc/core.ts';
import type { Watched } from '../../rpc/watched.ts';
import { branchings, pathTo, type Branching } from './message-tree.ts';
import { createRunStore, type RunStore } from './run-store.ts';
import { sayTrouble } from './trouble-text.ts';
import { withWaiting, type Waiting } from './waiting-turn.ts';

export type OpenChat = {
  readonly phase: 'loading' | 'open' | 'removed' | 'gone';
  /** false: of a long chat only the end of the branch shown is here yet. */
  readonly isWhole: boolean;
  /** The same function always. */
  readonly whenWhole: () => Promise<void>;
  /** From the first message to the end of the branch shown. */
  readonly path: readonly Message[];
  readonly messages: ReadonlyMap<MessageId, Message>;
  /** Two answers that stand side by side, as the core keeps it; null: none do. */
  readonly compared: Compared | null;
  /** How many messages there are beside these, which the app cannot read. */
  readonly unshown: number;
  /** null: not known yet, or of a chat that is not there yet. */
  readonly beside: Beside | null;
  readonly branchings: ReadonlyMap<MessageId, Branching>;
  /** The answers being written, on whatever branch: two where they are compared, the first of them first. */
  readonly writing: readonly AnswerMessage[];
  /** Whether any is. */
  readonly isBusy: boolean;
  /** Of those, and of those that were last. */
  readonly runs: readonly RunStore[];
  /** The one that writes an answer here; null when it rests. */
  readonly runOf: (id: MessageId) => RunStore | null;
  readonly trouble: string | null;
  readonly dismissTrouble: () => void;
  /** Puts a turn into view before the core has answered; `work` asks the core. Resolves to whether it worked. */
  readonly perform: (waiting: Waiting, work: () => Promise<unknown>) => Promise<boolean>;
  readonly showBranch: (leafId: MessageId) => void;
};

const none: ReadonlyMap<MessageId, Message> = new Map();

export function useChat(chatId: ChatId, isNew: boolean): OpenChat {
  const access = useCoreAccess();
  const watched = useChatState(chatId, isNew);
  const state = watched.value;
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [choice, setChoice] = useState<{ readonly leafId: MessageId; readonly over: MessageId | null } | null>(null);

  const stored = state?.kind === 'open' ? state.messages : none;
  const isWhole = isNew || (state?.kind === 'open' && state.isWhole);
  const [whole] = useState(() => Promise.withResolvers<void>());
  useEffect(() => {
    if (isWhole) whole.resolve();
  }, [isWhole, whole]);
  const whenWhole = useCallback(() => whole.promise, [whole]);
  const storedLeaf = state?.kind === 'open' ? state.leafId : null;
  const messages = useMemo(() => withWaiting(stored, waiting), [stored, waiting]);
  const isShown = waiting !== null && !stored.has(waiting.answer.id);
  const leafId = isShown
    ? waiting.answer.id
    : choice !== null && choice.over === storedLeaf && stored.has(choice.leafId)
      ? choice.leafId
      : storedLeaf;
  const path = useMemo(() => pathTo(messages, leafId), [messages, leafId]);
  const branches = useMemo(() => branchings(messages), [messages]);
  const storedWriting = useMemo(() => beingWritten(stored), [stored]);
  const runs = useRuns(access, storedWriting);
  const runOf = useCallback((id: MessageId) => runs.find((run) => run.current().answer.id === id) ?? null, [runs]);
  const writing = useMemo(
    () => (messages === stored ? storedWriting : beingWritten(messages)),
    [messages, stored, storedWriting],
  );

  const perform = useCallback(async (turn: Waiting, work: () => Promise<unknown>) => {
    setWaiting(turn);
    setTrouble(null);
    try {
      await work();
      return true;
    } catch (error) {
      setWaiting(null);
      setTrouble(sayTrouble(error));
      return false;
    }
  }, []);

  const showBranch = useCallback(
    (leaf: MessageId) => {
      setChoice({ leafId: leaf, over: storedLeaf });
      access.core.chats.setLeaf({ id: chatId, leafId: leaf }).catch((error: unknown) => setTrouble(sayTrouble(error)));
    },
    [access, chatId, storedLeaf],
  );
  const dismissTrouble = useCallback(() => setTrouble(null), []);

  return {
    phase: phaseOf(watched, isNew),
    isWhole,
    whenWhole,
    path,
    messages,
    compared: state?.kind === 'open' ? state.compared : null,
    unshown: state?.kind === 'open' ? state.unshown : 0,
    beside: state?.kind === 'open' ? state.beside : null,
    branchings: branches,
    writing,
    isBusy: writing.length > 0,
    runs,
    runOf,
    trouble,
    dismissTrouble,
    perform,
    showBranch,
  };
}

function phaseOf(watched: Watched<ChatState>, isNew: boolean): OpenChat['phase'] {
  if (watched.value?.kind === 'removed') return 'removed';
  if (watched.kind === 'failed') return 'gone';
  return isNew || watched.value !== null ? 'open' : 'loading';
}

function beingWritten(messages: ReadonlyMap<MessageId, Message>): readonly AnswerMessage[] {
  const found: AnswerMessage[] = [];
  for (const message of messages.values())
    if (message.role === 'assistant' && message.state.kind === 'streaming') found.push(message);
  return found;
}

/** The stores of the newest runs seen here; they stay after the end, for a charge that is settled late. */
function useRuns(access: CoreAccess, writing: readonly AnswerMessage[]): readonly RunStore[] {
  const [stores, setStores] = useState<readonly RunStore[]>([]);
  if (writing.some(({ runId }) => !stores.some((store) => store.runId === runId)))
    setStores(
      writing.map((answer) => stores.find(({ runId }) => runId === answer.runId) ?? createRunStore(access, answer)),
    );
  useEffect(() => {
    const stops = stores.map((store) => store.start());
    return () => stops.forEach((stop) => stop());
  }, [stores]);
  return stores;
}

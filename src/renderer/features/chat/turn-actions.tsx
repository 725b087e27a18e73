// What the rows of one chat can do with their turns.
import { createContext, use, type ReactNode } from 'react';
import type { MessageId } from '../../../preload/contract/ids.ts';
import type { AnswerMessage, UserMessage } from '../../../preload/contract/message.ts';
import type { ModelRef } from '../../../preload/contract/models.ts';
import type { QuestionPart } from '../../../preload/contract/part.ts';
import type { Edits } from './edits.ts';
import type { Offer } from './model-ref.ts';
import type { VersionWish } from './version-wish.ts';

export type TurnActions = {
  /** Resolves to whether the core took the new question. `onLeaving`: it is on its way. */
  readonly onAskOtherwise: (
    message: UserMessage,
    parts: readonly QuestionPart[],
    onLeaving: () => void,
  ) => Promise<boolean>;
  /** `model`: null takes the one that answers next. */
  readonly onAnswerAgain: (answer: AnswerMessage, model: ModelRef | null) => void;
  readonly onGoOn: (answer: AnswerMessage) => void;
  /** Puts a quotation into the message that is being written. */
  readonly onQuote: (quote: string) => void;
  /** Has another model answer the same question, and shows both. */
  readonly onCompare: (answer: AnswerMessage, model: ModelRef) => void;
  /** The chat goes on with this one of the two. */
  readonly onChooseAnswer: (answer: AnswerMessage) => void;
  readonly onShowVersion: (id: MessageId) => void;
  readonly versionWish: VersionWish;
  readonly edits: Edits;
  /** The model that answers next. */
  readonly model: ModelRef | null;
  readonly offer: Offer;
};

const TurnActionsContext = createContext<TurnActions | null>(null);

export function TurnActionsProvider({
  actions,
  children,
}: {
  readonly actions: TurnActions;
  readonly children: ReactNode;
}): ReactNode {
  return <TurnActionsContext value={actions}>{children}</TurnActionsContext>;
}

export function useTurnActions(): TurnActions {
  const actions = use(TurnActionsContext);
  if (actions === null) throw new Error('useTurnActions needs a TurnActionsProvider above it');
  return actions;
}

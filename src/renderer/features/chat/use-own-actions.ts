// What the rows of an open chat can do, made from its turns, its branches and the models that can answer.
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { ModelRef } from '../../../preload/contract/models.ts';
import { focusFirst, homeOfFocus } from '../../ui/focus-return.ts';
import type { useCompared } from './comparing/use-compared.ts';
import { leafBelow } from './message-tree.ts';
import { madeBy, type Offer } from './model-ref.ts';
import type { TurnActions } from './turn-actions.tsx';
import type { OpenChat } from './use-chat.ts';
import type { Turns } from './use-turns.ts';
import { createVersionWish } from './version-wish.ts';

/** The same actions until something changes that a row has to show. */
export function useOwnActions({
  chat: { messages, showBranch },
  turns,
  comparing: { compare, replace },
  edits,
  model,
  offer,
  onQuote,
  onChooseModel,
}: {
  readonly chat: Pick<OpenChat, 'messages' | 'showBranch'>;
  readonly turns: Turns;
  readonly comparing: Pick<ReturnType<typeof useCompared>, 'compare' | 'replace'>;
  readonly edits: TurnActions['edits'];
  readonly model: ModelRef | null;
  readonly offer: Offer;
  readonly onQuote: TurnActions['onQuote'];
  readonly onChooseModel: (model: ModelRef) => void;
}): TurnActions {
  const [versionWish] = useState(createVersionWish);
  // The rows look at the actions: whatever else comes of the chat must not draw every row again.
  const latest = useRef({ messages, onQuote });
  useLayoutEffect(() => {
    latest.current = { messages, onQuote };
  });
  return useMemo(
    (): TurnActions => ({
      onAskOtherwise: turns.askOtherwise,
      // Its button goes away while the answer is written; one writes on, or stops it.
      onAnswerAgain: (answer, another) => {
        turns.answerAgain(answer, another, (next) => replace(answer.id, next));
        focusFirst([homeOfFocus()]);
      },
      onGoOn: (answer) => {
        turns.goOn(answer, (next) => replace(answer.id, next));
        focusFirst([homeOfFocus()]);
      },
      onQuote: (quote) => latest.current.onQuote(quote),
      onCompare: (answer, another) => {
        turns.answerAgain(answer, another, (next) => compare([answer.id, next]));
        focusFirst([homeOfFocus()]);
      },
      onChooseAnswer: (answer) => {
        compare(null);
        showBranch(answer.id);
        onChooseModel(madeBy(answer));
        focusFirst([homeOfFocus()]);
      },
      edits,
      onShowVersion: (id) => showBranch(leafBelow(latest.current.messages, id)),
      versionWish,
      model,
      offer,
    }),
    [turns, showBranch, versionWish, edits, model, offer, compare, replace, onChooseModel],
  );
}

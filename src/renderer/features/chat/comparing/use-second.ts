// The second model that the next question is asked of, and the asking of both. It is chosen anew for each question: two answers cost
// twice as much.
import { useCallback, useState } from 'react';
import type { ModelRef } from '../../../../preload/contract/models.ts';
import type { QuestionPart } from '../../../../preload/contract/part.ts';
import type { Offer } from '../model-ref.ts';
import type { Turns } from '../use-turns.ts';
import type { Pair } from './compared.ts';
import { secondOf } from './second.ts';

type Parts = {
  readonly model: ModelRef | null;
  readonly offer: Offer;
  readonly turns: Pick<Turns, 'ask' | 'compare'>;
  /** The two answers are on their way. */
  readonly expect: (pair: Pair) => void;
};

export function useSecond({ model, offer, turns, expect }: Parts) {
  const [chosen, setSecond] = useState<ModelRef | null>(null);
  const second = secondOf(chosen, model, offer);
  const askTwo = useCallback(
    async (parts: readonly QuestionPart[], onLeaving: () => void) => {
      if (second === null) return turns.ask(parts, onLeaving);
      const isAsked = await turns.compare(parts, second, (...pair) => {
        onLeaving();
        expect(pair);
      });
      if (isAsked) setSecond(null);
      return isAsked;
    },
    [second, turns, expect],
  );
  return { second, setSecond, askTwo };
}

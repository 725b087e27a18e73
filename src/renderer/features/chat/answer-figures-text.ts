// The figures of an answer as names and values, in the order in which they are read. Pure.
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import { sayCharge } from './charge-text.ts';
import { sayMade } from '../../shared/place-words.ts';
import { words } from '../../words.ts';

export type Figure = { readonly name: string; readonly value: string };

/** What is not known is left out. */
export function figuresOf(
  answer: Pick<AnswerMessage, 'model' | 'place' | 'host' | 'ollama' | 'counts' | 'firstTokenMs' | 'charge'>,
): readonly Figure[] {
  const said = words.figures;
  const { counts } = answer;
  // Measured here where it was, which is what a person waited; else as the model tells it.
  const firstNs = answer.firstTokenMs === null ? counted(counts) : answer.firstTokenMs * 1e6;
  const place = sayMade(answer);
  const cost = sayCharge(answer.charge);
  const all: readonly (Figure | null)[] = [
    { name: said.model, value: answer.model },
    place === null ? null : { name: said.place, value: place },
    ...(counts === null
      ? [time(said.firstWord, firstNs)]
      : [
          { name: said.promptTokens, value: said.tokens(counts.promptTokens) },
          { name: said.answerTokens, value: said.tokens(counts.completionTokens) },
          counts.completionNs === 0
            ? null
            : {
                name: said.speed,
                value: words.chat.tokensPerSecond(counts.completionTokens / (counts.completionNs / 1e9)),
              },
          time(said.firstWord, firstNs),
          time(said.load, counts.loadNs),
          time(said.total, counts.totalNs),
        ]),
    cost === null ? null : { name: said.cost, value: cost },
  ];
  return all.filter((one) => one !== null);
}

function counted(counts: AnswerMessage['counts']): number {
  return counts === null ? 0 : counts.loadNs + counts.promptNs;
}

function time(name: string, ns: number): Figure | null {
  return ns === 0 ? null : { name, value: words.figures.seconds(ns) };
}

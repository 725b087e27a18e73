// Dead letters for the operator: list, replay, discard.
import type { IncomingHttpHeaders } from 'node:http';
import type { KeptLetter } from '../../contract/letters/dead-letters.ts';
import { sayOutcome } from '../../words/say-problem.ts';
import { orRefuse } from '../problem.ts';
import type { ContractImplementer, RouterDeps } from '../router-deps.ts';

export function deadLetterHandlers(os: ContractImplementer, { usecases }: RouterDeps) {
  return {
    deadLetters: {
      list: os.deadLetters.list.handler(async ({ input, context: { request } }) => {
        const { box, state, limit, cursor = null } = input;
        const { letters, next } = await usecases.deadLetters.list({ box, state, limit, after: cursor });
        return {
          request_id: request.id,
          letters: letters.map((one) => withNote(one, request)),
          next_cursor: next === null ? null : String(next),
        };
      }),
      replay: os.deadLetters.replay.handler(async ({ input, context: { request } }) => {
        const { letter, isNew } = orRefuse(await usecases.deadLetters.replay(input));
        return { request_id: request.id, letter: withNote(letter, request), is_new: isNew };
      }),
      discard: os.deadLetters.discard.handler(async ({ input: { reason, ...named }, context: { request } }) => {
        const { letter, isNew } = orRefuse(await usecases.deadLetters.discard(named, reason));
        return { request_id: request.id, letter: withNote(letter, request), is_new: isNew };
      }),
    },
  };
}

function withNote(letter: KeptLetter, { headers }: { readonly headers: IncomingHttpHeaders }) {
  const note = letter.outcome === null ? null : sayOutcome(letter.outcome, headers['accept-language']);
  return { ...letter, note };
}

// The calls of tools in a hosted answer, which come in pieces: the name once, the arguments bit by bit as text. Services differ in what
// else they say: some leave out the index, and some give every call the same. Pure but for what it gathers.
import { z } from 'zod';
import type { ToolRequest } from '../../ports.ts';
import { readJson } from './completion-wire.ts';

/** Of one answer. A model that asks for more asks for the rest again. */
export const callsMax = 32;
/** Of all arguments of one answer, in UTF-16 units. */
export const inputsMax = 1_000_000;
const nameMax = 200;

const Piece = z.object({
  index: z.int().nullish().catch(null),
  id: z.string().nullish().catch(null),
  function: z
    .object({
      name: z.string().nullish().catch(null),
      arguments: z
        .unknown()
        .transform((given) => (typeof given === 'object' && given !== null ? JSON.stringify(given) : given)),
    })
    .nullish()
    .catch(null),
});

const Input = z.record(z.string(), z.json());

type Open = { readonly index: number | null; id: string; name: string; text: string };

export type CalledTools = {
  push(pieces: readonly unknown[]): void;
  /** In the order in which they began. */
  all(): readonly ToolRequest[];
};

export function createCalledTools(): CalledTools {
  const calls: Open[] = [];
  let length = 0;

  /** Another id, or a name once there is one, begins another call. */
  function callOf({ index, id, name }: { index: number | null; id: string; name: string }): Open | null {
    const last = calls.findLast((one) => index === null || one.index === index);
    const isOther = last === undefined || (id !== '' && last.id !== '' && id !== last.id);
    if (!isOther) return last;
    if (calls.length >= callsMax) return null;
    const begun = { index, id, name, text: '' };
    calls.push(begun);
    return begun;
  }

  return {
    push(pieces) {
      for (const piece of pieces) {
        const { data } = Piece.safeParse(piece);
        if (data === undefined) continue;
        const [id, name] = [data.id ?? '', (data.function?.name ?? '').slice(0, nameMax)];
        const call = callOf({ index: data.index ?? null, id, name });
        const said = data.function?.arguments;
        if (call === null) continue;
        if (call.name === '') call.name = name;
        if (call.id === '') call.id = id;
        if (typeof said !== 'string') continue;
        length += said.length;
        // Too long to be read is the same as unreadable.
        call.text = length > inputsMax ? '!' : call.text + said;
      }
    },
    all: () => calls.map(({ name, text }) => ({ name, input: Input.safeParse(readJson(text || '{}')).data ?? null })),
  };
}

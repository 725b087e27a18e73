// The calls of tools in an answer of Ollama. They come one by one or several in a line, in any line, and some servers write the
// arguments as text. Pure but for what it gathers.
import { z } from 'zod';
import type { ToolRequest } from '../ports.ts';
import { readJson } from './wire.ts';

/** Of one answer. A model that asks for more asks for the rest again. */
export const callsMax = 32;
/** Of all arguments of one answer, as JSON; UTF-16 units. */
export const inputsMax = 1_000_000;

const Input = z.record(z.string(), z.json());
const Called = z.object({
  function: z.object({
    name: z.string().max(200),
    /** Go writes an empty map as null. */
    arguments: z
      .unknown()
      .transform((given) => (typeof given === 'string' ? readJson(given || '{}') : (given ?? {})))
      .transform((given) => Input.safeParse(given).data ?? null),
  }),
});

export type ToolCalls = {
  push(calls: readonly unknown[]): void;
  /** In the order in which they came. */
  all(): readonly ToolRequest[];
};

export function createToolCalls(): ToolCalls {
  const calls: ToolRequest[] = [];
  let length = 0;
  return {
    push(given) {
      for (const one of given) {
        if (calls.length >= callsMax) return;
        const { data } = Called.safeParse(one);
        const call = { name: data?.function.name ?? '', input: data?.function.arguments ?? null };
        length += JSON.stringify(call.input).length;
        calls.push(length > inputsMax ? { ...call, input: null } : call);
      }
    },
    all: () => calls,
  };
}

// The models that a service lists.
import { z } from 'zod';
import { readWhole, readerOf } from '../body.ts';
import type { Exchange } from '../exchange.ts';
import { jsonIn } from '../said.ts';
import { UpstreamFailed, type UpstreamModel } from '../upstream.ts';
import { type Keys, noOf } from '../no.ts';

const listBytesMax = 16 * 1024 * 1024;

const count = z.int().min(1).nullish().catch(null);

/** vLLM says `max_model_len`, OpenRouter `context_length`, LiteLLM nothing. */
const Listed = z.object({
  id: z.string().min(1).max(200),
  created: z.int().min(0).catch(0).default(0),
  context_length: count,
  max_model_len: count,
});

const List = z.object({ data: z.array(z.unknown()).max(100_000) });

/** An entry that cannot be read costs only itself. Throws UpstreamFailed. */
export async function listModels(exchange: Exchange, keys: Keys): Promise<readonly UpstreamModel[]> {
  if (exchange.status !== 200) {
    const { status, message } = await noOf(exchange, keys);
    throw new UpstreamFailed('failed', `status ${status}: ${message}`);
  }
  try {
    const list = List.safeParse(jsonIn((await readWhole(readerOf(exchange), listBytesMax)).toString()));
    if (!list.success) throw new UpstreamFailed('unreadable', 'the answer is no list of models');
    return list.data.data.flatMap((entry) => {
      const { data: model } = Listed.safeParse(entry);
      if (model === undefined) return [];
      return [
        { id: model.id, created: model.created, contextLength: model.context_length ?? model.max_model_len ?? null },
      ];
    });
  } finally {
    exchange.leave();
  }
}

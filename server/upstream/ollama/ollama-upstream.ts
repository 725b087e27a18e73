// Ollama by its own API, which can do what its OpenAI-compatible one cannot: keep a model loaded, and say that a prompt is too long
// for the window instead of cutting it.
import { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import { readWhole, readerOf } from '../body.ts';
import { type LinkOptions, openLink } from '../link.ts';
import { type Keys, noOf } from '../no.ts';
import { jsonIn } from '../said.ts';
import { type Upstream, type UpstreamAsk, UpstreamFailed, type UpstreamModel } from '../upstream.ts';
import { streamedAnswer, wholeAnswer } from './answer.ts';
import { questionOf } from './question.ts';

export type OllamaOptions = LinkOptions & {
  readonly name: string;
  readonly apiKey: string | null;
  readonly keepAlive: string | number;
  /** The window to load a model with, by its name at Ollama; null: the one it has. */
  readonly contextLength: (model: string) => number | null;
  readonly newId: () => string;
  readonly clock: Clock;
};

const listBytesMax = 16 * 1024 * 1024;

export function createOllamaUpstream(options: OllamaOptions): Upstream {
  const { name, apiKey, keepAlive, contextLength, newId, clock } = options;
  const link = openLink(options);
  const keys: Keys = { operator: apiKey, own: null };
  const headers = {
    'accept-encoding': 'identity',
    'user-agent': 'Tallystick',
    ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
  };

  async function chat({ request, wantsUsage, traceparent }: UpstreamAsk, signal: AbortSignal) {
    const question = questionOf(request, { keepAlive, contextLength: contextLength(request.model) });
    if (question.kind === 'refused') return { ...question, status: 400 };
    const exchange = await link.send(
      {
        method: 'POST',
        path: '/api/chat',
        headers: {
          ...headers,
          accept: 'application/x-ndjson',
          'content-type': 'application/json',
          ...(traceparent === undefined ? {} : { traceparent }),
        },
        body: JSON.stringify(question.body),
      },
      signal,
    );
    if (exchange.status !== 200) return noOf(exchange, keys);
    const head = { id: `chatcmpl-${newId()}`, created: Math.floor(clock.now() / 1000), model: request.model };
    if (request.stream !== true) return wholeAnswer(exchange, { head, keys });
    return streamedAnswer(exchange, { head, wantsUsage, keys });
  }

  return {
    name,
    chat,
    async models(signal) {
      const asked = { method: 'GET', path: '/api/tags', headers: { ...headers, accept: 'application/json' } } as const;
      const exchange = await link.send({ ...asked, body: null }, signal);
      if (exchange.status !== 200) {
        const { status, message } = await noOf(exchange, keys);
        throw new UpstreamFailed('failed', `status ${status}: ${message}`);
      }
      try {
        return modelsIn((await readWhole(readerOf(exchange), listBytesMax)).toString());
      } finally {
        exchange.leave();
      }
    },
    close: () => link.close(),
  };
}

const Listed = z.object({ name: z.string().min(1).max(200), modified_at: z.string().catch('').default('') });
const List = z.object({ models: z.array(z.unknown()).max(100_000).nullable() });
const usualTag = /:latest$/;

/** "name" means "name:latest" to Ollama, so such a model is listed under both. */
function modelsIn(text: string): readonly UpstreamModel[] {
  const list = List.safeParse(jsonIn(text));
  if (!list.success) throw new UpstreamFailed('unreadable', 'the answer is no list of models');
  return (list.data.models ?? []).flatMap((entry) => {
    const { data: model } = Listed.safeParse(entry);
    if (model === undefined) return [];
    const seconds = Math.floor(Date.parse(model.modified_at) / 1000);
    const facts = { created: Number.isFinite(seconds) ? Math.max(0, seconds) : 0, contextLength: null };
    const names = usualTag.test(model.name) ? [model.name.replace(usualTag, ''), model.name] : [model.name];
    return names.map((id) => ({ id, ...facts }));
  });
}

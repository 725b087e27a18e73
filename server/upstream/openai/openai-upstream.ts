// LiteLLM, vLLM, OpenRouter and every other service that speaks OpenAI's chat completions.
import type { Exchange } from '../exchange.ts';
import { type LinkOptions, openLink } from '../link.ts';
import type { Upstream, UpstreamAsk } from '../upstream.ts';
import { streamedAnswer, wholeAnswer } from './answer.ts';
import { listModels } from './models.ts';
import { type Keys, noOf } from '../no.ts';

export type OpenaiOptions = LinkOptions & {
  readonly name: string;
  readonly apiKey: string | null;
  /** Whether keys of callers' own are meant for it. Any other service must not see them. */
  readonly takesOwnKeys: boolean;
};

/** What can stand in a header. */
const keyForm = /^[\x21-\x7e]+$/;

export function createOpenaiUpstream({ name, apiKey, takesOwnKeys, ...linkOptions }: OpenaiOptions): Upstream {
  const link = openLink(linkOptions);

  function headersFor(accept: string, ownKey: string | null): Readonly<Record<string, string>> {
    const key = ownKey ?? apiKey;
    return {
      accept,
      'accept-encoding': 'identity',
      'user-agent': 'Tallystick',
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      // LiteLLM takes its keys by this name too, and some services in front of it only by this one.
      ...(ownKey === null ? {} : { 'x-litellm-api-key': ownKey }),
    };
  }

  async function ask(asked: UpstreamAsk, signal: AbortSignal): Promise<Exchange> {
    const accept = asked.request.stream === true ? 'text/event-stream' : 'application/json';
    const headers = {
      ...headersFor(accept, asked.ownKey),
      'content-type': 'application/json',
      ...(asked.traceparent === undefined ? {} : { traceparent: asked.traceparent }),
    };
    return link.send({ method: 'POST', path: '/chat/completions', headers, body: bodyOf(asked) }, signal);
  }

  return {
    name,
    async chat(given, signal) {
      const asked = takesOwnKeys ? given : { ...given, ownKey: null };
      if (asked.ownKey !== null && !keyForm.test(asked.ownKey))
        return { kind: 'refused', status: 401, message: 'the key was not accepted' };
      const exchange = await ask(asked, signal);
      const keys: Keys = { operator: apiKey, own: asked.ownKey };
      if (exchange.status !== 200) return noOf(exchange, keys);
      if (asked.request.stream !== true) return wholeAnswer(exchange, keys);
      return streamedAnswer(exchange, { wantsUsage: asked.wantsUsage, keys });
    },
    async models(signal) {
      const headers = headersFor('application/json', null);
      const exchange = await link.send({ method: 'GET', path: '/models', headers, body: null }, signal);
      return listModels(exchange, { operator: apiKey, own: null });
    },
    close: () => link.close(),
  };
}

/** The use is always asked for: charges are made from it. */
function bodyOf({ request }: UpstreamAsk): string {
  if (request.stream !== true) {
    const { stream_options: _, ...whole } = request;
    return JSON.stringify(whole);
  }
  return JSON.stringify({ ...request, stream_options: { ...request.stream_options, include_usage: true } });
}

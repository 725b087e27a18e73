// Questions to a companion server over HTTP: timed, bounded, without redirects, on connections that are kept.
import { Agent } from 'undici';
import { type GateLink, GateUnavailable } from '../gate-link.ts';

export type GateAddress = {
  readonly baseUrl: string;
  /** The API key of a service. */
  readonly apiToken: string;
  /** For one question from its start to the end of its answer. */
  readonly timeoutMs: number;
};

const answerBytesMax = 256 * 1024;
const connectionsMax = 64;

/** Throws where the address or the key cannot be one. */
export function openGateLink({ baseUrl, apiToken, timeoutMs }: GateAddress): GateLink {
  const base = baseOf(baseUrl);
  if (!/^[\x21-\x7e]{8,500}$/.test(apiToken)) throw new Error('the API token of the credit service is none');
  if (!Number.isSafeInteger(timeoutMs) || timeoutMs < 100 || timeoutMs > 120_000)
    throw new Error('the timeout of the credit service must be from 100 to 120,000 milliseconds');
  const agent = new Agent({
    connect: { timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connections: connectionsMax,
    maxResponseSize: answerBytesMax,
  });
  const headers = { authorization: `Bearer ${apiToken}`, accept: 'application/json', 'user-agent': 'Tallystick' };

  return {
    async ask({ method, path, body }) {
      try {
        const answer = await agent.request({
          origin: base.origin,
          path: `${base.pathname.replace(/\/$/, '')}${path}`,
          method,
          headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(timeoutMs),
        });
        return { status: answer.statusCode, body: jsonIn(await answer.body.text()) };
      } catch (error) {
        // What a socket says may hold the request, and the request a key: only its code goes on.
        throw new GateUnavailable(`no answer from ${base.origin} (${codeOf(error)})`);
      }
    },
    close: () => (agent.destroyed ? Promise.resolve() : agent.destroy()),
  };
}

function baseOf(address: string): URL {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw new Error('the address of the credit service must be such as https://credits.example.org');
  return url;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no reason given';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

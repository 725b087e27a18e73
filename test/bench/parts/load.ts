// The load, in a process of its own: `connections` keep-alive connections that each send the next request when the last is answered.
// Arguments: url, token (or @ and a file of them), connections, seconds, and the shape. Prints one line of JSON.
// It writes and reads the sockets itself, for it shares the machine with what it measures: an HTTP client would take more of
// the two cores than the server does.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { v7 as uuidv7 } from 'uuid';
import { AnswerReader } from './answer-reader.ts';

const [, , url = '', token = '', connections = '32', seconds = '5', shape = 'hold'] = process.argv;
const { hostname, port, host } = new URL(url);
const tokens = token.startsWith('@') ? readFileSync(token.slice(1), 'utf8').trim().split('\n') : [token];
const latencies: number[] = [];
const asked = { count: 0 };
const statuses = new Map<number, number>();
const ends = performance.now() + Number(seconds) * 1000;

/** Without a body it is a GET. */
type Ask = { readonly path: string; readonly body?: string };

/** What one person does, again and again: a hold, a hold and its capture, or a call of a route that does both by itself. */
function steps(): readonly Ask[] {
  const id = uuidv7();
  const hold = { path: '/v1/holds', body: `{"id":"${id}","model":"bench","venue":"local"}` };
  const usage = '{"usage":{"prompt_tokens":1,"completion_tokens":1,"duration_ms":1}}';
  switch (shape) {
    case 'hold':
      return [hold];
    case 'hold-capture':
      return [hold, { path: `/v1/holds/${id}/capture`, body: usage }];
    case 'metered':
      return [{ path: '/work', body: `{"note":"${randomBytes(8).toString('hex')}"}` }];
    case 'config':
      return [{ path: '/v1/config' }];
    default:
      throw new Error(`There is no shape "${shape}".`);
  }
}

function requestOf({ path, body }: Ask, payer: string): string {
  if (body === undefined) return `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${payer}\r\n\r\n`;
  return `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nAuthorization: Bearer ${payer}\r\n\r\n${body}`;
}

function connection(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    const reader = new AnswerReader();
    let left: readonly Ask[] = [];
    let payer = '';
    let began = 0;
    const next = (): void => {
      if (left.length === 0) {
        if (performance.now() >= ends) {
          socket.end(resolve);
          return;
        }
        left = steps();
        payer = tokens[asked.count % tokens.length] ?? '';
        asked.count += 1;
      }
      const [now, ...later] = left;
      left = later;
      if (now === undefined) return;
      began = performance.now();
      socket.write(requestOf(now, payer));
    };
    socket.on('connect', next);
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed the connection')));
    socket.on('data', (bytes) => {
      const status = reader.read(bytes);
      if (status === null) return;
      latencies.push(performance.now() - began);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      next();
    });
  });
}

const began = performance.now();
await Promise.all(Array.from({ length: Number(connections) }, connection));
const tookSeconds = (performance.now() - began) / 1000;
latencies.sort((a, b) => a - b);
const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
console.log(
  JSON.stringify({
    rate: latencies.length / tookSeconds,
    p50: at(0.5),
    p99: at(0.99),
    count: latencies.length,
    statuses: Object.fromEntries(statuses),
  }),
);

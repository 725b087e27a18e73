// The load, in a process of its own: `connections` keep-alive connections that each send the next request when the last is answered.
// Arguments: url, token (or @ and a file of them), connections, seconds, and `hold` or `hold-capture`. Prints one line of JSON.
import { request, Agent } from 'node:http';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [, , url = '', token = '', connections = '32', seconds = '5', shape = 'hold'] = process.argv;
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
const { hostname, port } = new URL(url);
const tokens = token.startsWith('@') ? readFileSync(token.slice(1), 'utf8').trim().split('\n') : [token];
const latencies: number[] = [];
const asked = { count: 0 };
const statuses = new Map<number, number>();
const ends = performance.now() + Number(seconds) * 1000;

function post(path: string, payer: string, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const sent = request(
      {
        agent,
        hostname,
        port,
        path,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          authorization: `Bearer ${payer}`,
        },
      },
      (answer) => {
        answer.resume();
        answer.on('end', () => {
          latencies.push(performance.now() - began);
          const status = answer.statusCode ?? 0;
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          resolve();
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

async function connection(): Promise<void> {
  while (performance.now() < ends) {
    const id = randomUUID();
    const payer = tokens[asked.count % tokens.length] ?? '';
    asked.count += 1;
    await post('/v1/holds', payer, `{"id":"${id}","model":"bench","venue":"local"}`);
    if (shape === 'hold-capture')
      await post(
        `/v1/holds/${id}/capture`,
        payer,
        '{"usage":{"prompt_tokens":1,"completion_tokens":1,"duration_ms":1}}',
      );
  }
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
agent.destroy();

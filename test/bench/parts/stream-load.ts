// Streamed chat completions on keep-alive connections, in a process of its own: how long until the first byte of the answer, and
// how many are answered to their end. Arguments: the address, the key, connections, seconds, and what is done with the answers:
// "read" to their end, or "keep" open until this process is told to end. Prints one line of JSON.
// It reads the sockets itself, for it shares the machine with what it measures.
import { connect } from 'node:net';
import { quantile } from './figures.ts';

const [, , address = '', key = '', connections = '1', seconds = '5', mode = 'read'] = process.argv;
const { hostname, port, host, pathname } = new URL(address);
const body = JSON.stringify({
  model: 'fake-small',
  stream: true,
  max_tokens: 100,
  messages: [{ role: 'user', content: 'How many marks are on the stick?' }],
});
const request = Buffer.from(
  `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nAuthorization: Bearer ${key}\r\n\r\n${body}`,
);
const headEnd = Buffer.from('\r\n\r\n');
const bodyEnd = Buffer.from('0\r\n\r\n');
const done = Buffer.from('data: [DONE]');
const firstBytes: number[] = [];
const wholes: number[] = [];
const ends = performance.now() + Number(seconds) * 1000;

/** `tail`: the last bytes of what came before, for a mark may come in two pieces. */
type Reading = { began: number; hasHead: boolean; hasFirst: boolean; isDone: boolean; head: Buffer; tail: Buffer };

const fresh = (): Reading => ({
  began: performance.now(),
  hasHead: false,
  hasFirst: false,
  isDone: false,
  head: Buffer.alloc(0),
  tail: Buffer.alloc(0),
});

/** What has come of the body with these bytes. Throws for any answer but 200. */
function bodyIn(reading: Reading, bytes: Buffer): Buffer {
  if (reading.hasHead) return bytes;
  reading.head = Buffer.concat([reading.head, bytes]);
  const at = reading.head.indexOf(headEnd);
  if (at < 0) return Buffer.alloc(0);
  if (!reading.head.subarray(0, 12).equals(Buffer.from('HTTP/1.1 200')))
    throw new Error(`answered ${reading.head.toString('utf8').slice(0, 1000)}`);
  reading.hasHead = true;
  return reading.head.subarray(at + headEnd.length);
}

function connection(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    let reading = fresh();
    const next = (): void => {
      if (performance.now() >= ends) {
        socket.end(resolve);
        return;
      }
      reading = fresh();
      socket.write(request);
    };
    socket.on('connect', () => socket.write(request));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed the connection')));
    socket.on('data', (bytes) => {
      const part = bodyIn(reading, bytes);
      if (part.length === 0) return;
      if (!reading.hasFirst) firstBytes.push(performance.now() - reading.began);
      reading.hasFirst = true;
      if (mode === 'keep') return resolve();
      const seen = Buffer.concat([reading.tail, part]);
      reading.tail = seen.subarray(-done.length);
      reading.isDone ||= seen.includes(done);
      if (!seen.subarray(-bodyEnd.length).equals(bodyEnd)) return;
      if (!reading.isDone) return reject(new Error('an answer ended without [DONE]'));
      wholes.push(performance.now() - reading.began);
      next();
    });
  });
}

const began = performance.now();
await Promise.all(Array.from({ length: Number(connections) }, connection));
const tookSeconds = (performance.now() - began) / 1000;
console.log(
  JSON.stringify({
    rate: wholes.length / tookSeconds,
    firstP50: quantile(firstBytes, 0.5),
    firstP99: quantile(firstBytes, 0.99),
    wholeP50: quantile(wholes, 0.5),
    wholeP99: quantile(wholes, 0.99),
    count: firstBytes.length,
  }),
);

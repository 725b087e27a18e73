// A kept connection that the other side has closed meanwhile is no failure: the question is asked once more, and only once.
import { createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { generate, openModels, textOf } from './ollama-bench.ts';

const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nContent-Length: ';
const body = '{"message":{"content":"Yes."},"done":true,"done_reason":"stop"}\n';
const whole = `${head}${body.length}\r\n\r\n${body}`;

/** What is done with each question, in order; the last again and again. */
type Answers = readonly ((socket: Socket) => void)[];
const yes = (socket: Socket): void => void socket.write(whole);
const reset = (socket: Socket): void => void socket.resetAndDestroy();
const close = (socket: Socket): void => void socket.end();

/** `beside`: what is done with every other question. */
async function listen(answers: Answers, beside = yes): Promise<{ readonly url: string; asked(): number }> {
  let asked = 0;
  const server = createServer((socket) => {
    let heard = '';
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1');
      const length = Number(/content-length: (\d+)/i.exec(heard)?.[1] ?? 0);
      const end = heard.indexOf('\r\n\r\n');
      if (end < 0 || heard.length < end + 4 + length) return;
      const isChat = heard.startsWith('POST /api/chat');
      heard = '';
      if (!isChat) return beside(socket);
      answers[Math.min(asked, answers.length - 1)]?.(socket);
      asked += 1;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, asked: () => asked };
}

describe.each([
  ['reset', reset],
  ['closed', close],
] as const)('a kept connection that is %s before a byte of the answer', (_name, breakIt) => {
  it('is replaced, and the question asked again', async () => {
    const server = await listen([yes, breakIt, yes]);
    const { models } = openModels(server.url);
    await generate(models.generator);
    const second = await generate(models.generator);
    expect(second.failure).toBeNull();
    expect(textOf(second.parts)).toBe('Yes.');
    expect(server.asked()).toBe(3);
  });

  it('is replaced only once', async () => {
    const server = await listen([yes, breakIt]);
    const { models } = openModels(server.url);
    await generate(models.generator);
    expect((await generate(models.generator)).failure).toMatchObject({ code: 'ollama_cut' });
    expect(server.asked()).toBe(3);
  });
});

it.each([
  ['a part of its headers', 'HTTP/1.1 200 OK\r\nContent-'],
  ['a part of its words', `${head}500\r\n\r\n{"message":{"content":"Y"},"done":false}\n`],
] as const)('a kept connection that breaks after %s is told, and nothing asked again', async (_name, part) => {
  const server = await listen([yes, (socket) => void socket.write(part, () => setTimeout(() => reset(socket), 20))]);
  const { models } = openModels(server.url);
  await generate(models.generator);
  expect((await generate(models.generator)).failure).toMatchObject({ code: 'ollama_cut' });
  expect(server.asked()).toBe(2);
});

it('a fresh connection that breaks is told, and nothing asked again', async () => {
  const server = await listen([reset], (socket) => void socket.end(whole.replace('\r\n', '\r\nConnection: close\r\n')));
  expect((await generate(openModels(server.url).models.generator)).failure).toMatchObject({ code: 'ollama_cut' });
  expect(server.asked()).toBe(1);
});

// What every carrier between the page and the core guarantees; each carrier's test runs it over its own line.
import { createORPCClient, isDefinedError, ORPCError, safe, type ClientLink } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { afterEach, expect, it } from 'vitest';
import { frameSizeMax, type CoreRouter } from '../../src/main/core/carrier.ts';
import { ChatId, MessageId, RunId } from '../../src/preload/contract/ids.ts';
import { messageTextMax } from '../../src/preload/contract/chat-limits.ts';
import type { appContract } from '../../src/preload/contract/contract.ts';
import { conformanceRouter, type Observed } from './conformance-router.ts';
import { textOf, textParts } from '../../src/preload/contract/parts.ts';

/** One page's connection to a core that serves the router. */
export type TestLine = {
  readonly link: ClientLink<object>;
  /** Past the client: a frame as a broken or hostile page would send it. */
  sendRaw(frame: string | Uint8Array): void;
  /** Resolves when the line has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** The page goes away without a word. */
  drop(): void;
  /** What the core's side reported as bugs. */
  readonly reports: readonly unknown[];
  close(): Promise<void>;
};

export type OpenLine = (router: CoreRouter) => Promise<TestLine>;

type Client = ContractRouterClient<typeof appContract>;

const id = '0190a0de-7b6c-7c61-8000-00000000000';
const runId = RunId.parse(`${id}1`);
const chatId = ChatId.parse(`${id}2`);
const messageId = MessageId.parse(`${id}3`);
const answerId = MessageId.parse(`${id}4`);

export function carrierConformance(openLine: OpenLine): void {
  const lines: TestLine[] = [];
  const start = async (): Promise<{ client: Client; line: TestLine; observed: Observed }> => {
    const { router, observed } = conformanceRouter();
    const line = await openLine(router);
    lines.push(line);
    return { client: createORPCClient(line.link), line, observed };
  };
  afterEach(async () => {
    for (const line of lines.splice(0)) await line.close();
  });

  it('a call is answered', async () => {
    const { client } = await start();
    expect(await client.app.info()).toEqual({ version: '1.2.3', shell: 'web', platform: 'linux', outboundHosts: [] });
  });

  it('a hundred calls at once are each given their own answer', async () => {
    const { client } = await start();
    const texts = Array.from({ length: 100 }, (_, index) => `question ${String(index)}`);
    const answers = await Promise.all(
      texts.map((text) =>
        client.chat.send({ runId, chatId, parentId: null, messageId, answerId, parts: textParts(text), model: 'm' }),
      ),
    );
    expect(answers.map(({ user }) => textOf(user?.parts ?? []))).toEqual(texts);
  });

  it('a coded no arrives as that code', async () => {
    const { client } = await start();
    const { error } = await safe(client.chats.rename({ id: chatId, title: 'new' }));
    expect(isDefinedError(error) && error.code).toBe('chat_not_found');
  });

  it('an input that breaks the contract is refused before it reaches the core', async () => {
    const { client } = await start();
    const { error } = await safe(client.runs.watch({ runId, after: -1 }));
    expect(error instanceof ORPCError && error.code).toBe('BAD_REQUEST');
  });

  it('a bug in the core is reported there, and the page learns nothing of its inside', async () => {
    const { client, line } = await start();
    const { error } = await safe(client.settings.set({ theme: 'dark' }));
    expect(error instanceof ORPCError && error.code).toBe('INTERNAL_SERVER_ERROR');
    expect(JSON.stringify(error)).not.toContain('secret');
    expect(line.reports.map(String)).toEqual(['Error: a secret of the core']);
  });

  it('200 streamed items arrive complete and in order', async () => {
    const { client } = await start();
    const numbers: number[] = [];
    for await (const event of await client.runs.watch({ runId, after: 0 })) numbers.push(event.n);
    expect(numbers).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
  });

  it('two streams on one line do not mix', async () => {
    const { client } = await start();
    const count = async (after: number): Promise<number> => {
      let items = 0;
      for await (const event of await client.runs.watch({ runId, after })) items += event.n > after ? 1 : 0;
      return items;
    };
    expect(await Promise.all([count(0), count(150)])).toEqual([200, 50]);
  });

  it('a call that its caller aborts is aborted in the core', async () => {
    const { client, observed } = await start();
    const abort = new AbortController();
    const call = safe(client.models.refresh(undefined, { signal: abort.signal }));
    await client.app.info();
    abort.abort();
    expect((await call).error).not.toBeNull();
    expect(await observed.readerGone).toBe('aborted');
  });

  it('a stream that its reader leaves ends in the core', async () => {
    const { client, observed } = await start();
    for await (const [state] of await client.models.watch()) {
      expect(state?.kind).toBe('checking');
      break;
    }
    expect(await observed.readerGone).toMatch(/aborted|returned/);
  });

  it('a line that is lost ends its streams in the core', async () => {
    const { client, line, observed } = await start();
    const states = await client.models.watch();
    await states.next();
    line.drop();
    await observed.readerGone;
    expect((await safe(states.next())).error ?? 'ended').toBeTruthy();
  });

  it('the longest message there may be passes both ways unchanged', async () => {
    const { client } = await start();
    const text = 'é\n"'.repeat(messageTextMax / 3 - 1);
    const { user } = await client.chat.send({
      runId,
      chatId,
      parentId: null,
      messageId,
      answerId,
      parts: textParts(text),
      model: 'm',
    });
    expect(textOf(user?.parts ?? []) === text).toBe(true);
  });

  it('a frame over the bound ends the line', async () => {
    const { line } = await start();
    line.sendRaw(`{"i":"1","p":{"u":"/app/info","b":"${'x'.repeat(frameSizeMax)}"}}`);
    await expect(line.ended).resolves.toBeUndefined();
  });

  it.each([
    '',
    'not a frame',
    '[]',
    'null',
    '{"i":"1"}',
    '{"i":"1","p":{"u":"no address"}}',
    new Uint8Array([1, 2, 3]),
  ])('a malformed frame ends the line and nothing else: %j', async (frame) => {
    const { line } = await start();
    line.sendRaw(frame);
    await line.ended;
    expect(line.reports).toEqual([]);
    const { client } = await start();
    expect((await client.app.info()).version).toBe('1.2.3');
  });

  it('a call to something that is not in the contract is answered with a no', async () => {
    const { client, line } = await start();
    line.sendRaw('{"i":"x1","p":{"u":"/app/nothing"}}');
    expect((await client.app.info()).version).toBe('1.2.3');
  });
}

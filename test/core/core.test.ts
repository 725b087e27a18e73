import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { describe, expect, test } from 'vitest';
import { createCore } from '../../src/main/core/core.ts';
import { createLog } from '../../src/main/core/log/log.ts';
import { logFileName, openLogFile } from '../../src/main/core/log/log-file.ts';
import { StartFailure } from '../../src/main/core/start-failure.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createGenerator, createMeter } from './chat/doubles.ts';
import { chatId, messageId, runId } from './chat/scene.ts';
import { coreOptions, openCore, quietShell } from './core-scene.ts';
import { tempDir } from './temp-dir.ts';
import { textParts } from '../../src/preload/contract/parts.ts';

const readLog = (dataDir: string): string => readFileSync(join(dataDir, 'logs', logFileName), 'utf8');

describe('the whole core', () => {
  test('answers every part of the contract with nothing else running', async () => {
    const { client } = await openCore();
    expect(await client.app.info()).toMatchObject({ version: '0.0.1', shell: 'web', outboundHosts: ['127.0.0.1:1'] });
    expect((await client.settings.set({ theme: 'dark' })).theme).toBe('dark');
    expect((await client.models.refresh()).map(({ kind }) => kind)).toEqual(['unreachable']);
    expect((await client.account.refresh()).link.kind).toBe('offline');
    expect(await client.chats.search({ query: 'anything' })).toEqual([]);
  });

  test('carries an answer from the model to the page and pays for it from the offline grace', async () => {
    const generator = createGenerator();
    const { client } = await openCore({ generator });
    const ids = { chatId: chatId(), runId: runId() };
    await client.chat.send({
      ...ids,
      parentId: null,
      messageId: messageId(),
      answerId: messageId(),
      parts: textParts('Hello'),
      model: 'gemma',
    });
    const playing = await generator.next();
    playing.say('Good ', 'day');
    playing.end();
    let text = '';
    for await (const event of await client.runs.watch({ runId: ids.runId, after: 0 }))
      if (event.kind === 'text') text += event.text;
    expect(text).toBe('Good day');
  });

  test('refuses a second core on its folder with a sentence, and gives the folder back when closed', async () => {
    const dataDir = tempDir();
    const { core } = await openCore({}, dataDir);
    await expect(createCore(coreOptions(dataDir))).rejects.toThrow(StartFailure);
    await core.close();
    await core.close();
    const again = await createCore(coreOptions(dataDir));
    await again.close();
  });

  test('gives a defect to the log with its stack and to the page as a coded failure without it', async () => {
    const meter = createMeter();
    const shell = { ...quietShell([]), openExternal: () => Promise.reject(new Error('the shell broke')) };
    const { client, dataDir } = await openCore({ meter, shell });
    const failure = await client.app.openExternal({ url: 'https://example.org' }).then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: 'internal', data: { code: 'internal', detail: null } });
    expect(JSON.stringify(failure)).not.toContain('the shell broke');
    expect(readLog(dataDir)).toContain('the shell broke');
    expect(readLog(dataDir)).toContain('core.test.ts');
  });

  test('lets a wrong input no further than the border', async () => {
    const { core } = await openCore();
    const anyone = createRouterClient(core.router);
    // @ts-expect-error -- what a broken page might send
    await expect(anyone.chats.rename({ id: 'no uuid', title: 3 })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  test.each(['http://example.org', 'file:///etc/passwd', 'javascript:alert(1)', 'tallystick://x', 'not a link', ''])(
    'does not open %s',
    async (url) => {
      const opened: string[] = [];
      const { client } = await openCore({ shell: quietShell(opened) });
      expect(await client.app.openExternal({ url })).toEqual({ kind: 'refused' });
      expect(opened).toEqual([]);
    },
  );

  test.each(['https://example.org/a', 'lightning:lnbc1', 'bitcoin:bc1q'])('opens %s through its shell', async (url) => {
    const opened: string[] = [];
    const { client } = await openCore({ shell: quietShell(opened) });
    expect(await client.app.openExternal({ url })).toEqual({ kind: 'page_opens' });
    expect(opened).toEqual([url]);
  });
});

function broken(): never {
  throw new Error('broken');
}

test('a start that fails in the middle leaves nothing at work, and the folder free', async () => {
  const clock = createFakeClock();
  const dataDir = tempDir();
  const start = createCore({ ...coreOptions(dataDir), clock, meter: { ...createMeter(), onSettled: broken } });
  await expect(start).rejects.toThrow('broken');
  expect(clock.waiting()).toBe(0);
  await openCore({ clock }, dataDir);
});

describe('the log', () => {
  test('holds no token, wherever it stood', () => {
    const dataDir = tempDir();
    const log = createLog({ dataDir, clock: createFakeClock() });
    const token = `tally_${'a1B2'.repeat(10)}`;
    log.report(new Error(`refused ${token}`, { cause: new Error(`Authorization: Bearer ${token}`) }));
    log.warn({ headers: { authorization: 'Bearer abcdefghijklmnop' } }, token);
    log.close();
    expect(readLog(dataDir)).not.toContain(token);
    expect(readLog(dataDir)).not.toContain('abcdefghijklmnop');
    expect(readLog(dataDir)).toContain('refused tally_[redacted]');
  });

  test('never grows beyond its bound, and keeps the last full file', () => {
    const dir = tempDir();
    const file = openLogFile(dir, 1000);
    for (let index = 0; index < 100; index += 1) file.write(`${'x'.repeat(99)}\n`);
    file.close();
    expect(readFileSync(join(dir, logFileName)).byteLength).toBeLessThanOrEqual(1000);
    expect(readFileSync(join(dir, `${logFileName}.1`)).byteLength).toBe(1000);
  });
});

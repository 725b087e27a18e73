// A connection to a server of tools: the SDK's own example in both ways, and servers that lie, flood, hang and die.
import { createServer, type RequestListener } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { callMs, startMs, type ServerAddress } from '../../../src/main/core/tools/connection.ts';
import { resultCharsMax } from '../../../src/main/core/tools/read-tools.ts';
import { toolsMax } from '../../../src/preload/contract/tool-limits.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { connected, everythingProgram, forever, oddProgram, openEverythingAtAddress } from './rig.ts';

const program = (command: string): ServerAddress => ({ kind: 'stdio', command, args: [], cwd: null, env: {} });
const bounds = { burstBytes: 2_000_000, bytesPerS: 0 };

describe('a server that behaves', () => {
  it('offers its tools and answers calls as a program', async () => {
    const server = await connected(everythingProgram);
    expect(server.offered.tools.map(({ name }) => name)).toContain('get-sum');
    const answer = await server.call('echo', { message: 'hello' }, forever);
    expect(answer).toEqual({ pieces: [{ kind: 'text', text: 'Echo: hello' }], isError: false, isCut: false });
    const image = await server.call('get-tiny-image', {}, forever);
    expect(image.pieces.map(({ kind }) => kind)).toEqual(['text', 'image', 'text']);
  });

  it('offers its tools and answers calls at an address', async () => {
    const { url } = await openEverythingAtAddress();
    const server = await connected({ kind: 'http', url, headers: {} });
    const answer = await server.call('get-sum', { a: 2, b: 40 }, forever);
    expect(answer.pieces).toEqual([{ kind: 'text', text: expect.stringContaining('42') }]);
  });

  it('gives its own no as an answer, for the model to read', async () => {
    const server = await connected(oddProgram('good'));
    const answer = await server.call('nothing', {}, forever);
    expect(answer).toMatchObject({ isError: true, pieces: [{ text: expect.stringContaining('No tool nothing') }] });
  });

  it('is given no more of the environment than it should have', async () => {
    const server = await connected(everythingProgram);
    const { pieces } = await server.call('get-env', {}, forever);
    const [piece] = pieces;
    const given: unknown = JSON.parse(piece?.kind === 'text' ? piece.text : '{}');
    expect(Object.keys(Object(given))).toEqual(['PATH']);
  });

  it('may write of itself between the messages', async () => {
    const server = await connected(oddProgram('chatters'));
    expect((await server.call('echo', { text: 'still here' }, forever)).pieces).toEqual([
      { kind: 'text', text: 'still here' },
    ]);
  });
});

describe('a server that does not start', () => {
  it.each<[string, ServerAddress, object]>([
    ['is not there', program('/nowhere/at-all'), { code: 'not_found' }],
    ['has a zero in its name', program('a\0b'), { code: 'not_startable' }],
    ['dies', oddProgram('dies_at_start'), { code: 'ended', exitCode: 3, detail: 'no key in the environment\n' }],
    ['greets with nonsense', oddProgram('lies_at_start'), { code: 'not_understood' }],
    ['sends what is no text', oddProgram('not_text'), { code: 'not_understood' }],
    [
      'has nobody at its address',
      { kind: 'http', url: 'http://127.0.0.1:1/mcp', headers: {} },
      { code: 'unreachable' },
    ],
  ])('that %s says so', async (_, address, trouble) => {
    await expect(connected(address, { bounds })).rejects.toMatchObject({ trouble });
  });

  it.each(['floods_errors', 'floods_messages', 'long_line'])('%s: it is ended, and said to flood', async (manner) => {
    await expect(connected(oddProgram(manner), { bounds: { ...bounds, burstBytes: 6_000_000 } })).rejects.toMatchObject(
      {
        trouble: { code: 'flooded' },
      },
    );
  });

  it('is not waited for longer than a start may take', async () => {
    const clock = createFakeClock();
    const started = connected(oddProgram('hangs'), { clock });
    const refused = started.catch((error: unknown) => error);
    await clock.untilWaiting(1);
    await clock.advance(startMs);
    expect(await refused).toMatchObject({ trouble: { code: 'slow', waitedS: startMs / 1000 } });
  });
});

describe('a server that goes wrong later', () => {
  it('is not waited for longer than a call may take, and answers the next', async () => {
    const clock = createFakeClock();
    const server = await connected(oddProgram('hangs_in_call'), { clock });
    const refused = server.call('echo', {}, forever).catch((error: unknown) => error);
    await clock.untilWaiting(1);
    await clock.advance(callMs);
    expect(await refused).toMatchObject({ trouble: { code: 'slow' } });
    expect((await server.list(forever)).tools).toHaveLength(1);
  });

  it('fails the call in which it dies, with how it ended', async () => {
    const server = await connected(oddProgram('dies_in_call'));
    await expect(server.call('echo', {}, forever)).rejects.toMatchObject({ trouble: { code: 'ended', exitCode: 9 } });
    expect(await server.over).toMatchObject({ code: 'ended', exitCode: 9 });
  });

  it('ends a call that a person stops', async () => {
    const server = await connected(oddProgram('hangs_in_call'));
    const stop = new AbortController();
    const stopped = server.call('echo', {}, stop.signal).catch((error: unknown) => error);
    stop.abort('stopped');
    expect(await stopped).toBe('stopped');
  });

  it('cannot answer for others, twice, or beyond the bounds', async () => {
    const server = await connected(oddProgram('lies'));
    expect(server.offered).toMatchObject({ tools: [{ name: 'echo' }], isCut: true });
    const { pieces, isCut } = await server.call('echo', {}, forever);
    expect(isCut).toBe(true);
    expect(pieces.slice(0, 2)).toEqual([
      { kind: 'left_out', type: '' },
      { kind: 'left_out', type: 'image' },
    ]);
    const [, , text, ...more] = pieces;
    expect(text?.kind === 'text' && text.text.length).toBeLessThanOrEqual(resultCharsMax);
    expect(more).toEqual([]);
  });

  it('is asked for a bounded number of tools, and of pages', async () => {
    expect((await connected(oddProgram('many_tools'))).offered).toMatchObject({ isCut: true });
    expect((await connected(oddProgram('many_tools'))).offered.tools).toHaveLength(toolsMax);
    expect((await connected(oddProgram('endless_pages'))).offered.tools).toEqual([]);
  });

  it('ends with all that it started, however stubborn', async () => {
    const clock = createFakeClock();
    const server = await connected(oddProgram('stubborn'), { clock });
    const closed = server.close();
    for (let step = 0; step < 2; step += 1) {
      await clock.untilWaiting(1);
      await clock.advance(1500);
    }
    await closed;
    // The streams are closed only when the last that holds them has ended.
    expect(await server.over).toMatchObject({ code: 'ended', exitCode: null });
  });
});

describe('an address', () => {
  it.each<[string, RequestListener, object]>([
    ['asks who is there', (_, response) => response.writeHead(401).end('no'), { code: 'sign_in' }],
    ['is out of order', (_, response) => response.writeHead(503).end('later'), { code: 'status', status: 503 }],
    ['is a page', (_, response) => response.end('<html>'), { code: 'not_understood' }],
    [
      'sends elsewhere',
      (_, response) => response.writeHead(307, { location: 'http://127.0.0.2:1/' }).end(),
      { code: 'status' },
    ],
    ['floods', flood, { code: 'flooded' }],
    ['breaks off', breakOff, { code: 'unreachable' }],
  ])('that %s is said to', async (_, listener, trouble) => {
    const url = await openAddress(listener);
    await expect(connected({ kind: 'http', url, headers: {} }, { bounds })).rejects.toMatchObject({ trouble });
  });

  it('gets the headers that the person set', async () => {
    const seen: (string | undefined)[] = [];
    const url = await openAddress((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(401).end();
    });
    await expect(connected({ kind: 'http', url, headers: { Authorization: 'Bearer one' } })).rejects.toBeInstanceOf(
      Error,
    );
    expect(seen).toEqual(['Bearer one']);
  });
});

describe('a session at an address', () => {
  it('is ended when the app leaves', async () => {
    const asked: string[] = [];
    const server = await connected({ kind: 'http', url: await openAddress(session(asked, 'answers')), headers: {} });
    await server.close();
    expect(asked.filter((one) => one.startsWith('DELETE'))).toEqual(['DELETE s1']);
  });

  it('does not hold up the end where the server does not answer', async () => {
    const clock = createFakeClock();
    const asked: string[] = [];
    const url = await openAddress(session(asked, 'is_silent'));
    const server = await connected({ kind: 'http', url, headers: {} }, { clock });
    const closed = server.close();
    await clock.untilWaiting(1);
    await clock.advance(1500);
    await closed;
    expect(asked).toContain('POST s1');
  });
});

/** A server with a session, and without tools. */
function session(asked: string[], atEnd: 'answers' | 'is_silent'): RequestListener {
  return (request, response) => {
    asked.push(`${request.method} ${String(request.headers['mcp-session-id'])}`);
    if (request.method === 'DELETE') return atEnd === 'answers' ? void response.writeHead(200).end() : undefined;
    if (request.method !== 'POST') return void response.writeHead(405).end();
    if (request.headers['mcp-session-id'] !== undefined) return void response.writeHead(202).end();
    const result = { protocolVersion: '2025-06-18', capabilities: {}, serverInfo: { name: 'one', version: '1' } };
    response.writeHead(200, { 'content-type': 'application/json', 'mcp-session-id': 's1' });
    response.end(JSON.stringify({ jsonrpc: '2.0', id: 0, result }));
  };
}

const flood: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const more = (): void => {
    while (response.write('data: x\n'.repeat(10_000)));
  };
  response.on('drain', more);
  more();
};

const breakOff: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('data: {', () => response.destroy());
};

async function openAddress(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/mcp`;
}

// Fetching Electron's program, from a mirror that stands in for the real place: what is seen of it, and what is left of a failure.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import http, { type RequestListener, type Server } from 'node:http';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createProgress, type HowFar } from '../../scripts/start/fetch-progress.ts';
import { whyNotFetched } from '../../scripts/start/fetch-failure.ts';

const root = path.resolve(import.meta.dirname, '../..');
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(path.join(root, 'node_modules/electron/package.json'), 'utf8')));
const archive = `electron-v${version}-linux-x64.zip`;
let folder = '';
let mirror: Server | null = null;

beforeEach(async () => {
  await mkdir(path.join(root, '.tmp'), { recursive: true });
  // Inside the project, so that the installer finds what it needs.
  folder = await mkdtemp(path.join(root, '.tmp', 'fetch-'));
  for (const file of ['install.js', 'checksums.json'])
    await copyFile(path.join(root, 'node_modules/electron', file), path.join(folder, file));
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ version }));
});
afterEach(async () => {
  mirror?.closeAllConnections();
  mirror?.close();
  mirror = null;
  await rm(folder, { recursive: true, force: true });
});

async function listen(answer: RequestListener): Promise<string> {
  const server = http.createServer(answer);
  mirror = server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? `http://127.0.0.1:${String(address.port)}/` : '';
}

async function fetchFrom(origin: string, more: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [path.join(root, 'scripts/start/fetch-electron.ts'), folder], {
    env: {
      ...process.env,
      npm_config_platform: 'linux',
      npm_config_arch: 'x64',
      ELECTRON_MIRROR: origin,
      electron_config_cache: path.join(folder, 'cache'),
      TMPDIR: folder,
      ...more,
    },
  });
  let [said, failure] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (failure += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said: said.trimEnd().split('\n'), failure: failure.trim() };
}

const kept = async (): Promise<readonly string[]> => {
  const files = await readdir(folder, { recursive: true });
  return files.filter((file) => /\.zip$|path\.txt$|^dist/.test(file));
};

describe('fetching Electron', () => {
  it('shows how far it is, and ends with the program in its place', async () => {
    const zip = zipOf('electron', 'the program');
    const sum = createHash('sha256').update(zip).digest('hex');
    const origin = await listen((request, response) => {
      if (request.url?.endsWith('SHASUMS256.txt') === true) return response.end(`${sum} *${archive}`);
      response.setHeader('content-length', zip.length);
      return response.end(zip);
    });
    const { code, said, failure } = await fetchFrom(origin, { npm_config_electron_use_remote_checksums: '1' });
    expect({ code, failure }).toEqual({ code: 0, failure: '' });
    expect(said).toEqual([`Fetching Electron ${version}, once: 0 of 1 MB, 100 %`, 'Unpacking Electron…']);
    const there = await kept();
    expect(['dist', path.join('dist', 'electron'), 'path.txt'].filter((file) => !there.includes(file))).toEqual([]);
  });

  it('keeps nothing of a file that is not the right one', async () => {
    const origin = await listen((_request, response) => response.end('not Electron'));
    const { code, failure } = await fetchFrom(origin);
    expect(code).toBe(1);
    expect(failure).toBe('what came is not the file that was asked for (its checksum differs)');
    expect(await kept()).toEqual([]);
  });

  it('keeps nothing of a download that was cut off', async () => {
    const origin = await listen((_request, response) => {
      response.setHeader('content-length', 5_000_000);
      response.write('x'.repeat(3_000_000), () => response.destroy());
    });
    const { code, failure } = await fetchFrom(origin);
    expect([code, failure]).toEqual([1, 'the connection broke off']);
    expect(await kept()).toEqual([]);
  });

  it('says who answered what', async () => {
    const origin = await listen((_request, response) => {
      response.statusCode = 404;
      response.end();
    });
    const { code, failure } = await fetchFrom(origin);
    expect([code, failure]).toEqual([1, `${new URL(origin).host} answered with status 404`]);
  });

  it('says that the other side cannot be reached', async () => {
    const origin = await listen(() => undefined);
    mirror?.close();
    const { code, failure } = await fetchFrom(origin);
    expect([code, failure]).toEqual([1, 'the server that has it cannot be reached; is this computer online?']);
  });
});

describe('why it failed', () => {
  const failure = (code: string, more: object = {}): Error =>
    new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code, ...more }) });

  it.each([
    [failure('ENOTFOUND', { hostname: 'github.com' }), 'github.com cannot be reached; is this computer online?'],
    [failure('ENOSPC'), 'the disk is full'],
    [failure('EACCES', { path: '/home/x/.cache' }), '/home/x/.cache may not be written'],
    [failure('ECONNRESET'), 'the connection broke off'],
    [
      new AggregateError([failure('ECONNREFUSED')]),
      'the server that has it cannot be reached; is this computer online?',
    ],
    [new Error('something new'), 'something new'],
    [null, 'nothing more came for 60 seconds'],
  ])('%s', (error, sentence) => {
    expect(whyNotFetched(error)).toBe(sentence);
  });
});

describe('the progress', () => {
  const shown = (isTTY: boolean, all: readonly HowFar[]): string => {
    let text = '';
    const progress = createProgress('Fetching', { isTTY, write: (more) => (text += more) });
    for (const how of all) progress.show(how);
    progress.end();
    return text;
  };
  const total = 118_000_000;
  const whole = Array.from({ length: 1181 }, (_, n) => ({ transferred: n * 100_000, total }));

  it('is written over in place on a terminal', () => {
    const text = shown(true, whole.slice(0, 31));
    expect(text.split('\r').at(-1)).toBe('\u001B[2KFetching: 3 of 118 MB, 2 %\n');
    expect(text.split('\n')).toHaveLength(2);
  });

  it('is a line now and then in a file', () => {
    const lines = shown(false, whole).trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe('Fetching: 0 of 118 MB, 0 %');
    expect(lines.at(-1)).toBe('Fetching: 118 of 118 MB, 100 %');
  });

  it('does without a size that nobody told', () => {
    const unknown = whole.map(({ transferred }) => ({ transferred, total: null }));
    expect(shown(false, unknown).trimEnd().split('\n').at(-1)).toBe('Fetching: 110 MB');
  });
});

/** A zip with one stored file. */
function zipOf(name: string, content: string): Buffer {
  const data = Buffer.from(content);
  const file = Buffer.from(name);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt32LE(crc32(data), 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(data.length, 18);
  fields.writeUInt16LE(file.length, 22);
  const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), fields, file, data]);
  const entry = Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 3]), fields, Buffer.alloc(14), file]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(entry.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, entry, Buffer.from('PK\u0005\u0006'), end]);
}

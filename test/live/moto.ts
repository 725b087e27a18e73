// moto, a server that speaks like DynamoDB: installed from PyPI into an environment of its own in the cache, once.
import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { freePort } from '../support/app/free-port.ts';
import { cacheDir } from './cached.ts';
import { ensurePython, type PythonPackages } from './python-packages.ts';

const version = '5.2.5';
const startMsMax = 3 * 60_000;

/** The one in the cache, else installed now. */
export const ensureMoto = (): Promise<PythonPackages> =>
  ensurePython(`moto-${version}`, [`moto[server,dynamodb]==${version}`]);

/**
 * One request at a time: moto looks at a condition and writes without a lock, so that of two threads both would find it true, while
 * DynamoDB promises that only one does.
 */
const oneAtATime = `
import sys
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple
run_simple('127.0.0.1', int(sys.argv[1]), DomainDispatcherApplication(create_backend_app), threaded=False)
`;

/** On 127.0.0.1, a free port. */
export async function startMoto(python: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const log = await open(path.join(await cacheDir(), 'moto-serve.log'), 'a');
  const child = spawn(python, ['-c', oneAtATime, String(port)], {
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', log.fd, log.fd],
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await gone;
    await log.close();
  };
  const url = `http://127.0.0.1:${port}`;
  for (const until = Date.now() + startMsMax; Date.now() < until && child.exitCode === null; await sleep(100)) {
    if (await isAlive(url)) return { url, stop };
  }
  await stop();
  throw new Error(`moto did not start on port ${port}`);
}

async function isAlive(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(`${url}/moto-api/data.json`);
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}

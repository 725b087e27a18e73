// A real LiteLLM, and the Python client of OpenAI that comes with it: installed from PyPI into an environment of their own in the
// cache, once. On 127.0.0.1, a free port, with a master key of its own.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { cacheDir, canRun, isThere, run } from './cached.ts';
import { freePort } from '../support/app/free-port.ts';

const version = '1.108.7';
const packages = [`litellm[proxy]==${version}`, 'openai==3.57.0'];
const installMsMax = 30 * 60_000;
const startMsMax = 3 * 60_000;

export type LiteLlmPrograms =
  | { readonly kind: 'here'; readonly python: string; readonly program: string }
  | { readonly kind: 'not_here'; readonly reason: string };

/** The ones in the cache, else installed now: about 750 MB, under a minute where the network is fast. */
export async function ensureLiteLlm(): Promise<LiteLlmPrograms> {
  const cached = await cachedLiteLlm();
  if (cached.kind === 'here') return cached;
  const python = process.platform === 'win32' ? 'python' : 'python3';
  if (!(await canRun(python, ['-c', 'import ensurepip, venv'])))
    return { kind: 'not_here', reason: 'there is no Python with venv to install LiteLLM with' };
  try {
    const home = await liteLlmHome();
    const log = path.join(await cacheDir(), 'litellm-install.log');
    await run({ program: python, args: ['-m', 'venv', '--clear', home] }, { log, msMax: installMsMax });
    const install = ['-m', 'pip', 'install', '--disable-pip-version-check', ...packages];
    await run({ program: inHome(home, 'python'), args: install }, { log, msMax: installMsMax });
    await writeFile(path.join(home, 'complete'), '');
    return await cachedLiteLlm();
  } catch (error) {
    return { kind: 'not_here', reason: error instanceof Error ? error.message : String(error) };
  }
}

export async function cachedLiteLlm(): Promise<LiteLlmPrograms> {
  const home = await liteLlmHome();
  // Importing LiteLLM takes seconds, so whether it is whole is written down instead.
  if (!(await isThere(path.join(home, 'complete'))))
    return { kind: 'not_here', reason: 'LiteLLM is not in the cache; npm run test:live installs it' };
  return { kind: 'here', python: inHome(home, 'python'), program: inHome(home, 'litellm') };
}

export type LiteLlm = {
  readonly url: string;
  readonly masterKey: string;
  /** Ends this LiteLLM and waits until it is gone. May be called twice. */
  stop(): Promise<void>;
};

/** `models`: LiteLLM's own parameters by the name under which each model is offered. */
export async function startLiteLlm(
  program: string,
  models: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Promise<LiteLlm> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tallystick-litellm-'));
  const config = path.join(folder, 'config.json');
  const list = Object.entries(models).map(([name, params]) => ({ model_name: name, litellm_params: params }));
  await writeFile(config, JSON.stringify({ model_list: list }));
  const masterKey = `sk-${randomBytes(32).toString('hex')}`;
  const port = await freePort();
  const log = await open(path.join(await cacheDir(), 'litellm-serve.log'), 'a');
  const args = ['--config', config, '--host', '127.0.0.1', '--port', String(port), '--telemetry', 'False'];
  const child = spawn(program, args, {
    // It takes modules from two folders above the one that it is started in, whatever lies there.
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      LITELLM_MASTER_KEY: masterKey,
      // Otherwise it looks up prices in the network when it starts.
      LITELLM_LOCAL_MODEL_COST_MAP: 'True',
    },
    stdio: ['ignore', log.fd, log.fd],
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await gone;
    await log.close();
    await rm(folder, { recursive: true, force: true });
  };
  for (const until = Date.now() + startMsMax; Date.now() < until && child.exitCode === null; await sleep(100)) {
    if (await isAlive(url)) return { url, masterKey, stop };
  }
  await stop();
  throw new Error(`LiteLLM did not start on port ${port}; see ${path.join(await cacheDir(), 'litellm-serve.log')}`);
}

function liteLlmHome(): Promise<string> {
  return cacheDir(`litellm-${version}`);
}

function inHome(home: string, name: string): string {
  return path.join(home, process.platform === 'win32' ? 'Scripts' : 'bin', name);
}

async function isAlive(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(`${url}/health/liveliness`);
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}

// A real Ollama with a real model, for the tests that want the world as it is: on 127.0.0.1, a free port, models of its own.
import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { freePort } from '../support/app/free-port.ts';
import { cacheDir } from './cached.ts';
import { ensureModelFile } from './model-file.ts';
import { ensureOllama } from './ollama-build.ts';

export const liveModel = 'tally-gemma3:270m';

export type LiveOllama = {
  readonly kind: 'here';
  readonly url: string;
  readonly port: number;
  readonly model: string;
  /** Ends this Ollama and waits until it is gone. May be called twice. */
  stop(): Promise<void>;
};

/** Builds, fetches and imports what is missing; the first time that takes some five minutes. `port`: 0 for any free one. */
export async function openLiveOllama(
  port = 0,
): Promise<LiveOllama | { readonly kind: 'not_here'; readonly reason: string }> {
  const ollama = await ensureOllama();
  if (ollama.kind === 'not_here') return ollama;
  const model = await ensureModelFile();
  if (model.kind === 'not_here') return model;
  const server = await startOllama({ binary: ollama.binary, modelsDir: await cacheDir('models-of-one-thread'), port });
  try {
    await ensureModel(server.url, model);
  } catch (error) {
    await server.stop();
    return { kind: 'not_here', reason: `the model could not be imported: ${String(error)}` };
  }
  return { kind: 'here', ...server, model: liveModel };
}

const startMsMax = 3 * 60_000;

async function startOllama(options: {
  readonly binary: string;
  readonly modelsDir: string;
  readonly port: number;
}): Promise<Omit<LiveOllama, 'kind' | 'model'>> {
  const port = options.port === 0 ? await freePort() : options.port;
  const url = `http://127.0.0.1:${port}`;
  const home = await cacheDir('home');
  const log = await open(path.join(await cacheDir(), 'ollama-serve.log'), 'a');
  const child = spawn(options.binary, ['serve'], {
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      OLLAMA_HOST: `127.0.0.1:${port}`,
      OLLAMA_MODELS: options.modelsDir,
      OLLAMA_NO_CLOUD: '1',
      OLLAMA_KEEP_ALIVE: '5m',
    },
    stdio: ['ignore', log.fd, log.fd],
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await gone;
    await log.close();
  };
  for (const until = Date.now() + startMsMax; Date.now() < until && child.exitCode === null; await sleep(50)) {
    if (await isAnswering(url)) return { url, port, stop };
  }
  await stop();
  throw new Error(`Ollama did not start on port ${port}`);
}

/** The model has no chat template of its own, being no instruction model; questions and answers suit it. */
const template =
  '{{- range .Messages }}{{- if eq .Role "user" }}Question: {{ .Content }}\n{{ else if eq .Role "assistant" }}Answer: {{ .Content }}\n{{ else }}{{ .Content }}\n{{ end }}{{- end }}Answer:';
// One thread: several wait for each other by turning in circles, and beside other work they are slower than one.
const parameters = { stop: ['Question:', '\n\n'], num_predict: 64, num_thread: 1, temperature: 0, seed: 7 };

/** Imports the model where it is not yet there. */
async function ensureModel(
  url: string,
  { file, sha256 }: { readonly file: string; readonly sha256: string },
): Promise<void> {
  const shown = await request(`${url}/api/show`, { method: 'POST', body: JSON.stringify({ model: liveModel }) });
  await shown.body.dump();
  if (shown.statusCode === 200) return;
  const { size } = await stat(file);
  const blob = await request(`${url}/api/blobs/sha256:${sha256}`, {
    method: 'POST',
    headers: { 'content-length': String(size) },
    body: createReadStream(file),
    headersTimeout: 0,
  });
  await blob.body.dump();
  const files = { [path.basename(file)]: `sha256:${sha256}` };
  const created = await request(`${url}/api/create`, {
    method: 'POST',
    body: JSON.stringify({ model: liveModel, files, template, parameters }),
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const told = await created.body.text();
  if (!told.includes('"status":"success"')) throw new Error(told.slice(0, 500));
}

async function isAnswering(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(`${url}/api/version`);
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}

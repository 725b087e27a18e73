// A real Ollama where none is installed: built from its Go module, with the headers that the module proxy leaves out.
import { copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheDir, canRun, isThere, run } from './cached.ts';

const ollamaVersion = '0.24.0';

export type OllamaHere =
  | { readonly kind: 'here'; readonly binary: string }
  | { readonly kind: 'not_here'; readonly reason: string };

/** miniaudio.h of the version that Ollama 0.24 carries; the Go module around it is only how it comes here. */
const miniaudioModule = 'github.com/gen2brain/malgo@v0.11.24';
const systemHeaders = ['/usr/include/nlohmann/json_fwd.hpp', '/usr/include/stb/stb_image.h'];
const debianPackages = ['nlohmann-json3-dev', 'libstb-dev', 'gcc', 'g++'];

const buildMsMax = 60 * 60_000;

/** The one in the cache, else one built now: about four minutes of two cores. `not_here` says what is missing. */
export async function ensureOllama(): Promise<OllamaHere> {
  const level = await processorLevel();
  const binary = path.join(await cacheDir('bin'), `ollama-${ollamaVersion}-${level}`);
  if (await canRun(binary, ['--version'])) return { kind: 'here', binary };
  if (process.platform !== 'linux')
    return (await canRun('ollama', ['--version']))
      ? { kind: 'here', binary: 'ollama' }
      : { kind: 'not_here', reason: 'no Ollama is installed, and it is built on Linux only' };
  if (!(await canRun('go', ['version']))) return { kind: 'not_here', reason: 'there is no Go to build Ollama with' };
  try {
    await ensureSystemHeaders();
    await build(binary, level);
    return { kind: 'here', binary };
  } catch (error) {
    return { kind: 'not_here', reason: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * What the compiler may take for granted. Ollama's own releases carry a library for each kind of processor; here there is one program,
 * and without AVX2 and its kin it reads several times slower. The level is in the program's name, since a cache can meet another machine.
 */
async function processorLevel(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return process.arch;
  const flags = new Set(/^flags\s*:(.*)$/m.exec(await readFile('/proc/cpuinfo', 'utf8'))?.[1]?.split(' '));
  return ['avx2', 'fma', 'f16c', 'bmi2'].every((flag) => flags.has(flag)) ? 'x86-64-v3' : 'x86-64';
}

async function logFile(): Promise<string> {
  return path.join(await cacheDir(), 'ollama-build.log');
}

/** The proxy's zip has no folder named "vendor", and llama.cpp keeps these headers in one. */
async function ensureSystemHeaders(): Promise<void> {
  const areThere = await Promise.all([...systemHeaders.map(isThere), canRun('g++', ['--version'])]);
  if (areThere.every(Boolean)) return;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !(await canRun('apt-get', ['--version'])))
    throw new Error(`the packages ${debianPackages.join(', ')} are missing`);
  const log = await logFile();
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run({ program: 'apt-get', args: ['update'], env }, { log, msMax: 10 * 60_000 });
  await run(
    { program: 'apt-get', args: ['install', '-y', '--no-install-recommends', ...debianPackages], env },
    { log, msMax: 20 * 60_000 },
  );
}

/** The include folder is named by CPATH: unlike CGO_CPPFLAGS it is no part of Go's cache key, so objects built before are used again. */
async function build(binary: string, level: string): Promise<void> {
  const log = await logFile();
  const include = await ensureMiniaudio(log);
  const bin = await cacheDir('build');
  // Go's own flags have -g in them, which takes time and which nobody needs here.
  const flags = level.startsWith('x86') ? `-O2 -march=${level}` : '-O2';
  await run(
    {
      program: 'nice',
      args: [
        '-n',
        '5',
        'go',
        'install',
        '-ldflags',
        `-X=github.com/ollama/ollama/version.Version=${ollamaVersion}`,
        `github.com/ollama/ollama@v${ollamaVersion}`,
      ],
      env: { CPATH: include, GOBIN: bin, CGO_ENABLED: '1', CGO_CFLAGS: flags, CGO_CXXFLAGS: flags },
      cwd: bin,
    },
    { log, msMax: buildMsMax },
  );
  await rename(path.join(bin, 'ollama'), binary);
}

/** Gives the include folder in which miniaudio/miniaudio.h stands. */
async function ensureMiniaudio(log: string): Promise<string> {
  const include = await cacheDir('headers');
  if (await isThere(path.join(include, 'miniaudio', 'miniaudio.h'))) return include;
  const modules = await cacheDir('modules');
  await run(
    {
      program: 'go',
      args: ['mod', 'download', miniaudioModule],
      env: { GOMODCACHE: modules, GOFLAGS: '-modcacherw' },
      cwd: modules,
    },
    { log, msMax: 10 * 60_000 },
  );
  const folder = path.join(modules, 'github.com', 'gen2brain');
  const [module] = await readdir(folder);
  await mkdir(path.join(include, 'miniaudio'), { recursive: true });
  await copyFile(path.join(folder, module ?? '', 'miniaudio.h'), path.join(include, 'miniaudio', 'miniaudio.h'));
  await rm(modules, { recursive: true, force: true });
  return include;
}

// Schemathesis, which reads an API's description and sends whatever fits it and whatever does not: a judge of the description that
// nobody here has written. Installed from PyPI into an environment of its own in the cache, once.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheDir, canRun, run } from './cached.ts';

const version = '4.32.5';
/** What it invents is made by Hypothesis, and is the same in each run only with the same release of it. */
const packages = [`schemathesis==${version}`, 'hypothesis==6.170.17'];
const installMsMax = 30 * 60_000;

export type Schemathesis =
  | { readonly kind: 'here'; readonly program: string }
  | { readonly kind: 'not_here'; readonly reason: string };

export async function openSchemathesis(): Promise<Schemathesis> {
  try {
    return { kind: 'here', program: await ensureProgram() };
  } catch (error) {
    return { kind: 'not_here', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** The one in the cache, else one installed now: under a minute. Throws with what is missing. */
async function ensureProgram(): Promise<string> {
  const home = path.join(await cacheDir(), `schemathesis-${version}`);
  const bin = path.join(home, process.platform === 'win32' ? 'Scripts' : 'bin');
  const program = path.join(bin, 'schemathesis');
  if (await canRun(program, ['--version'])) return program;
  const python = process.platform === 'win32' ? 'python' : 'python3';
  if (!(await canRun(python, ['-c', 'import ensurepip, venv'])))
    throw new Error('there is no Python with venv to install Schemathesis with');
  const log = path.join(await cacheDir(), 'schemathesis-install.log');
  await run({ program: python, args: ['-m', 'venv', '--clear', home] }, { log, msMax: installMsMax });
  const install = ['install', '--disable-pip-version-check', ...packages];
  await run({ program: path.join(bin, 'pip'), args: install }, { log, msMax: installMsMax });
  return program;
}

export type Examined = {
  /** Where the server is. */
  readonly url: string;
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Values that mean something to the server, by the field that they stand in: half of what is sent there is one of them. */
  readonly known: Readonly<Record<string, readonly string[]>>;
};

const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'unsupported_method',
];

const casesMax = 25;
const wholeMsMax = 20 * 60_000;

/** What is sent is the same in every run. Throws when anything was not answered as described; `report` says what. */
export async function examine(
  program: string,
  { url, headers, known }: Examined,
  report: { readonly folder: string; readonly log: string },
): Promise<void> {
  const config = path.join(report.folder, 'schemathesis.toml');
  await writeFile(config, configOf(known));
  const options = `--checks ${checks.join(',')} --phases examples,coverage,fuzzing,stateful --max-examples ${casesMax}
    --generation-deterministic --no-shrink --continue-on-failure --request-timeout 10 --warnings off`;
  const sent = Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
  const args = ['--config-file', config, '--no-color', 'run', `${url}/openapi.json`, ...options.split(/\s+/), ...sent];
  await run({ program, args, cwd: report.folder }, { log: report.log, msMax: wholeMsMax });
}

/** The first word of a stream says whether it is one; the rest may last as long as an order does. */
function configOf(known: Examined['known']): string {
  const entries = Object.entries(known);
  const values = entries.map(([, some], at) => `field${at} = { values = ${JSON.stringify(some)} }`);
  const fields = entries.map(([field], at) => `"${field}" = { dictionary = "field${at}", probability = 0.5 }`);
  return ['max-stream-events = 1', '[dictionaries]', ...values, '[parameters]', ...fields, ''].join('\n');
}

// npm run check: types, lint, import rules, dead code and format, each told by name; all run even when one fails. With a word behind it
// only those whose names begin so.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const bin = (name: string): string => join(root, 'node_modules', '.bin', name);

/** What was found before, so that only what has changed is looked at again. */
const builtInfo = (file: string): string => join('node_modules', '.cache', 'types', `${file}.tsbuildinfo`);

type Check = { readonly name: string; readonly command: readonly string[] };

const checks: readonly Check[] = [
  ...readdirSync(join(root, 'tsconfig')).map((file) => ({
    name: `types: ${file.replace('.json', '')}`,
    command: [bin('tsc'), '-p', join('tsconfig', file), '--incremental', '--tsBuildInfoFile', builtInfo(file)],
  })),
  { name: 'lint', command: [bin('oxlint'), '--deny-warnings'] },
  {
    name: 'import rules',
    command: [bin('depcruise'), '-c', 'dependency-cruiser.config.ts', '-T', 'err', 'src', 'server'],
  },
  { name: 'dead code', command: [bin('knip'), '--no-progress'] },
  { name: 'format', command: [bin('oxfmt'), '--check'] },
];

function run({ command }: Check): Promise<{ readonly isOk: boolean; readonly output: string }> {
  return new Promise((resolve) => {
    const [file = '', ...args] = command;
    const child = spawn(file, args, { cwd: root, shell: process.platform === 'win32' });
    let output = '';
    const add = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    child.on('error', (error) => {
      resolve({ isOk: false, output: error.message });
    });
    child.on('close', (code) => {
      resolve({ isOk: code === 0, output });
    });
  });
}

const [wanted = ''] = process.argv.slice(2);
const asked = checks.filter(({ name }) => name.startsWith(wanted));

let failed = 0;
for (const check of asked) {
  const { isOk, output } = await run(check);
  console.log(`${isOk ? '✔' : '✘'} ${check.name}`);
  if (!isOk) {
    failed += 1;
    console.log(output.trimEnd());
  }
}
console.log(failed === 0 ? 'Everything checks.' : `${String(failed)} of ${String(asked.length)} checks failed.`);
process.exitCode = failed === 0 ? 0 : 1;

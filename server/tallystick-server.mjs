#!/usr/bin/env node
// The command's entry, in words that even an old Node can read: it checks the Node, then hands over to cli.ts.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isNewEnough = major > 22 || (major === 22 && minor >= 12);
const built = new URL('dist/cli.js', import.meta.url);
const source = new URL('cli.ts', import.meta.url);

if (!isNewEnough) {
  process.stderr.write(
    `Tallystick needs Node 22.12 or newer, and this is Node ${process.versions.node}. In a clone, "npx tallystick-server" finds the right one; elsewhere install it from https://nodejs.org.\n`,
  );
  process.exitCode = 1;
} else if (!existsSync(source)) {
  await import(built.href);
} else if (process.features.typescript) {
  await import(source.href);
} else {
  runWithTypes();
}

/** Node 22.12 to 22.17 read TypeScript only when asked to. */
function runWithTypes() {
  const child = spawn(
    process.execPath,
    ['--experimental-strip-types', '--no-warnings', fileURLToPath(source), ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

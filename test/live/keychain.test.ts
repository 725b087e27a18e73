// The real keychain of this machine, alone in a session of its own where one can be made.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const probe = resolve('test/live/keychain-probe.ts');

function reasonNotHere(): string | null {
  if (process.platform !== 'linux') return null;
  for (const program of ['dbus-run-session', 'gnome-keyring-daemon']) {
    try {
      execFileSync('which', [program], { stdio: 'ignore' });
    } catch {
      return `not here: ${program} is not installed`;
    }
  }
  return null;
}

/** `steps`: shell words, each "$NODE $PROBE <what>", run one after the other in one session with an unlocked keyring. */
async function inSession(steps: string, withKeyring = true): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'tallystick-keyring-'));
  const unlock = `echo -n test | gnome-keyring-daemon --unlock --components=secrets >/dev/null;`;
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, NODE: process.execPath, PROBE: probe };
  try {
    if (!withKeyring) return (await run('bash', ['-c', steps], { env, timeout: 60_000 })).stdout;
    const script = ['--', 'bash', '-c', `${unlock} ${steps}`];
    return (await run('dbus-run-session', script, { env, timeout: 60_000 })).stdout;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const missing = reasonNotHere();
const isLinux = process.platform === 'linux';

test.skipIf(missing !== null || !isLinux)(
  `the real keyring keeps a secret from one process to the next and forgets it when told${missing === null ? '' : ` (${missing})`}`,
  async () => {
    const said = await inSession(
      '"$NODE" "$PROBE" probe; "$NODE" "$PROBE" set; "$NODE" "$PROBE" get; "$NODE" "$PROBE" remove; "$NODE" "$PROBE" get',
    );
    expect(said.trim().split('\n')).toEqual(['available', 'set', 'got', 'removed', 'none']);
  },
);

test.skipIf(!isLinux)('without a secret service the keychain is missing rather than forgetful', async () => {
  expect(await inSession('"$NODE" "$PROBE" probe', false)).toMatch(/^missing: /);
});

test.skipIf(isLinux)('this computer’s keychain passes its probe', async () => {
  const { stdout } = await run(process.execPath, [probe, 'probe'], { timeout: 60_000 });
  expect(stdout.trim()).toBe('available');
});

// One life of the app in Electron, with programs that stand in for it: each way in which no window comes up has its own sentence.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createChildren, type Children } from '../../scripts/start/children.ts';
import { isNoise } from '../../scripts/start/error-log.ts';
import { runElectron, type ElectronEnd } from '../../scripts/start/run-electron.ts';

let folder = '';
let said: string[] = [];
let children: Children;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tallystick-stand-in-'));
  said = [];
  children = createChildren((line) => said.push(line));
});
afterEach(async () => {
  await children.endAll();
  rmSync(folder, { recursive: true, force: true });
});

type Stance = { readonly windowWithinMs?: number; readonly env?: NodeJS.ProcessEnv };

/** `script`: what the program does, for a shell. */
function run(script: string, { windowWithinMs = 60_000, env = {} }: Stance = {}): Promise<ElectronEnd> {
  const program = path.join(folder, 'electron');
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  const say = (line: string): void => void said.push(line);
  return runElectron({ program, root: folder, env: { ...process.env, ...env }, children, say, windowWithinMs });
}

const gpuNoise =
  '[12:1128/211100.1:ERROR:bus.cc(408)] Failed to connect to the bus\n[13:1128/211100.2:WARNING:gpu.cc(1)] no GPU';

describe.skipIf(process.platform === 'win32')('an Electron', () => {
  it('that shows its window runs until it ends, and its exit code is the start’s', async () => {
    expect(await run('echo "window shown" >&3; exit 0')).toEqual({ kind: 'ended', code: 0 });
    expect(await run('echo "window shown" >&3; exit 7', { windowWithinMs: 20_000 })).toEqual({
      kind: 'ended',
      code: 7,
    });
    expect(said).toEqual([]);
  });

  it('that says in pieces that its window is shown is heard', async () => {
    expect(await run('printf "window " >&3; printf "shown\\n" >&3; exit 0')).toEqual({ kind: 'ended', code: 0 });
  });

  it('that finds another one running is no failure', async () => {
    expect(await run('echo second >&3; exit 0')).toEqual({ kind: 'ended', code: 0 });
    expect(said).toEqual(['Tallystick already runs; its window has been brought forward.']);
  });

  it('that refuses to start says why, and is not replaced', async () => {
    expect(await run('echo "refused: The folder cannot be written." >&3; exit 3')).toEqual({
      kind: 'refused',
      code: 3,
    });
    expect(await run('echo "refused: The folder cannot be written." >&3; exit 0')).toEqual({
      kind: 'refused',
      code: 1,
    });
    expect(said).toEqual(['The folder cannot be written.', 'The folder cannot be written.']);
  });

  it('that shows no window is ended, also where it does not listen', async () => {
    const pidFile = path.join(folder, 'pid');
    const end = await run(`echo $$ > ${pidFile}; trap "" TERM; while :; do sleep 0.1; done`, { windowWithinMs: 1000 });
    expect(end).toMatchObject({ kind: 'no_window', reason: 'Electron has shown no window within 1 seconds' });
    expect(() => process.kill(Number(readFileSync(pidFile, 'utf8')), 0)).toThrow('ESRCH');
  });

  it('that ends at once without a word is told by its exit code or its signal', async () => {
    expect(await run('exit 5')).toEqual({
      kind: 'no_window',
      reason: 'Electron ended with exit code 5 before it showed a window',
      advice: null,
    });
    expect(await run('exit 0')).toMatchObject({ reason: 'Electron ended with exit code 0 before it showed a window' });
    expect(await run('kill -SEGV $$')).toMatchObject({
      reason: 'Electron was ended by SIGSEGV before it showed a window',
    });
  });

  it('that fails in its own words is quoted in brief, without what Chromium writes everywhere', async () => {
    const end = await run(`cat >&2 <<'END'\n${gpuNoise}\none\ntwo\nCannot find module 'electron'\nthree\nEND\nexit 1`);
    expect(end).toMatchObject({ advice: "Electron’s own words: two Cannot find module 'electron' three" });
  });

  it('that cannot be run at all says so', async () => {
    const program = path.join(folder, 'electron');
    writeFileSync(program, 'not a program');
    const options = { program, root: folder, env: process.env, children, say: () => undefined };
    const end = await runElectron(options);
    expect(end.kind === 'no_window' ? end.reason : null).toContain('program cannot be run here');
  });

  const causes: readonly (readonly [what: string, words: string, reason: string, env?: NodeJS.ProcessEnv])[] = [
    [
      'a missing library',
      '/x/electron: error while loading shared libraries: libgtk-3.so.0: cannot open shared object file: No such file or directory',
      'Electron needs libgtk-3.so.0, which is missing on this system',
    ],
    [
      'a system that is too old',
      "/x/electron: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /x/electron)",
      'Electron needs GLIBC_2.34, and this system is older',
    ],
    [
      'root',
      '[1:1128/1.1:FATAL:electron_main_delegate.cc(300)] Running as root without --no-sandbox is not supported. See https://crbug.com/638180.',
      'Electron does not run as root',
    ],
    [
      'Ubuntu’s rule about user namespaces',
      `[1:1128/1.1:FATAL:setuid_sandbox_host.cc(163)] The SUID sandbox helper binary was found, but is not configured correctly. Rather than run without sandboxing I'm aborting now. You need to make sure that /x y/chrome-sandbox is owned by root and has mode 4755.`,
      'this system does not let Electron build its sandbox',
    ],
    [
      'a kernel without user namespaces',
      '[1:1128/1.1:FATAL:zygote_host_impl_linux.cc(128)] No usable sandbox! If you are running on Ubuntu 23.10+ or another Linux distro that has disabled unprivileged user namespaces with AppArmor, see …',
      'this system does not let Electron build its sandbox',
    ],
    [
      'a display that does not answer',
      '[1:1128/1.1:ERROR:ozone_platform_x11.cc(246)] Missing X server or $DISPLAY\n[1:1128/1.2:ERROR:env.cc(257)] The platform failed to initialize.  Exiting.',
      'the display :77 does not answer',
      { DISPLAY: ':77' },
    ],
    [
      'a Wayland that does not answer',
      '[1:1128/1.1:ERROR:wayland_connection.cc(197)] Failed to connect to Wayland display: No such file or directory (2)',
      'the display wayland-9 does not answer',
      { DISPLAY: '', WAYLAND_DISPLAY: 'wayland-9' },
    ],
  ];
  for (const [what, words, reason, env] of causes)
    it(`that is stopped by ${what} is told in one plain sentence`, async () => {
      const end = await run(`cat >&2 <<'END'\n${gpuNoise}\n${words}\nEND\nexit 127`, env === undefined ? {} : { env });
      expect(end).toMatchObject({ kind: 'no_window', reason });
    });

  it('whose sandbox helper has to be given to root says how', async () => {
    const end = await run(`cat >&2 <<'END'\n${String(causes[3]?.[1])}\nEND\nexit 133`);
    expect(end.kind === 'no_window' ? end.advice : null).toContain(
      'sudo chown root "/x y/chrome-sandbox" && sudo chmod 4755',
    );
  });

  it('is told to use Wayland where there is nothing else', async () => {
    const wayland = { DISPLAY: '', WAYLAND_DISPLAY: 'wayland-0' };
    const script = 'echo "refused: $*" >&3; exit 1';
    await run(script, { env: wayland });
    await run(script, { env: { ...wayland, DISPLAY: ':0' } });
    const isLinux = process.platform === 'linux';
    expect(said).toEqual([isLinux ? `--ozone-platform=wayland ${folder}` : folder, folder]);
  });
});

it('tells Chromium’s own lines from those that matter', () => {
  const lines = [
    ...gpuNoise.split('\n'),
    '',
    '[1:1128/1.1:FATAL:a.cc(1)] over',
    'Error: mine',
    '[not Chromium’s] line',
  ];
  expect(lines.map(isNoise)).toEqual([true, true, true, false, false, false]);
});

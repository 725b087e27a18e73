// Why Electron has shown no window, for people: from how it ended and what it wrote.
import { isNoise } from './error-log.ts';

export type NoWindow = {
  /** Goes on after "because". */
  readonly reason: string;
  /** Whole sentences; null where there is nothing to be done. */
  readonly advice: string | null;
};

export type Ending = {
  /** Set where it was ended for having taken that long. */
  readonly lateMs?: number;
  readonly code?: number | null;
  readonly signal?: NodeJS.Signals | null;
  readonly failure: Error | null;
  readonly said: string;
  readonly env: NodeJS.ProcessEnv;
};

const quotedLinesMax = 3;
const quotedCharsMax = 300;

export function whyNoWindow(ending: Ending): NoWindow {
  const known = knownCauses.flatMap(({ pattern, explain }) => {
    const match = pattern.exec(ending.said);
    return match === null ? [] : [explain(match, ending.env)];
  })[0];
  return known ?? { reason: howItEnded(ending), advice: quote(ending.said) };
}

type Cause = {
  readonly pattern: RegExp;
  readonly explain: (match: RegExpExecArray, env: NodeJS.ProcessEnv) => NoWindow;
};

const knownCauses: readonly Cause[] = [
  {
    pattern: /error while loading shared libraries: ([^:\s]+)/,
    explain: ([, library = 'a library']) => ({
      reason: `Electron needs ${library}, which is missing on this system`,
      advice:
        'On Debian and Ubuntu “sudo apt install libgtk-3-0 libnss3 libasound2 libgbm1” brings all that it needs (in newer ones libgtk-3-0t64 and libasound2t64).',
    }),
  },
  {
    pattern: /version `([^']+)' not found/,
    explain: ([, version = 'a library']) => ({
      reason: `Electron needs ${version}, and this system is older`,
      advice: null,
    }),
  },
  {
    pattern: /Running as root without --no-sandbox/,
    explain: () => ({ reason: 'Electron does not run as root', advice: null }),
  },
  {
    pattern: /You need to make sure that (.+) is owned by root and has mode 4755/,
    explain: ([, helper = '']) => ({
      reason: 'this system does not let Electron build its sandbox',
      advice: `Ubuntu does so for programs that it does not know. To allow it: sudo chown root "${helper}" && sudo chmod 4755 "${helper}"`,
    }),
  },
  {
    pattern: /No usable sandbox|Failed to move to new namespace|zygote_host_impl_linux/,
    explain: () => ({
      reason: 'this system does not let Electron build its sandbox',
      advice:
        'Where user namespaces are restricted, “sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0” allows them until the next restart.',
    }),
  },
  {
    pattern: /Missing X server|[Cc]annot open display|[Uu]nable to open X display|platform failed to initialize/,
    explain: (_match, env) => ({ reason: `the display ${displayOf(env)} does not answer`, advice: null }),
  },
  {
    pattern: /Failed to connect to Wayland display/,
    explain: (_match, env) => ({ reason: `the display ${displayOf(env)} does not answer`, advice: null }),
  },
  {
    pattern: /ENOSPC|No space left on device/,
    explain: () => ({ reason: 'the disk is full', advice: null }),
  },
];

function displayOf(env: NodeJS.ProcessEnv): string {
  const x = env['DISPLAY'] ?? '';
  return x === '' ? (env['WAYLAND_DISPLAY'] ?? '') : x;
}

function howItEnded({ lateMs, code, signal, failure }: Ending): string {
  if (failure !== null) return `Electron’s program cannot be run here (${failure.message})`;
  if (lateMs !== undefined) return `Electron has shown no window within ${String(Math.round(lateMs / 1000))} seconds`;
  if (signal !== null && signal !== undefined) return `Electron was ended by ${signal} before it showed a window`;
  return `Electron ended with exit code ${String(code)} before it showed a window`;
}

/** Its last lines, without those that it writes everywhere. */
function quote(said: string): string | null {
  const lines = said.split('\n').filter((line) => !isNoise(line));
  if (lines.length === 0) return null;
  return `Electron’s own words: ${lines.slice(-quotedLinesMax).join(' ').slice(0, quotedCharsMax)}`;
}

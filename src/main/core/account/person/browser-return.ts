// Where the browser comes back to: the first of the operator's redirects that can be heard here.
import { timingSafeEqual } from 'node:crypto';
import type { Words } from '../../../../words/words.ts';
import type { Shell } from '../../shell-port.ts';
import { closingPages } from './closing-page.ts';
import { openLoopback, type Loopback } from './loopback.ts';
import { SignInFailed } from './sign-in-failed.ts';

const scheme = 'tallystick://callback';

/** Throws SignInFailed where none of them can be heard, with why the last one cannot. */
export async function openReturn(redirects: readonly string[], shell: Shell, words: Words): Promise<Loopback> {
  let failure = new SignInFailed({ code: 'issuer_unfit' });
  for (const redirect of redirects) {
    if (redirect === scheme) {
      if (await shell.signIn.hearsScheme()) return schemeReturn(shell);
      continue;
    }
    try {
      return await openLoopback(redirect, closingPages(words));
    } catch (error) {
      if (!(error instanceof SignInFailed)) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** Any program may open such an address, so all but the one with the right state are passed over. */
function schemeReturn(shell: Shell): Loopback {
  return {
    redirectUri: scheme,
    async hear(state, signal) {
      // Some systems put a slash behind the host; the address that is exchanged has to be the registered one.
      for await (const address of shell.signIn.returns(signal))
        if (isReturn(address, state)) return scheme + new URL(address).search;
      signal.throwIfAborted();
      throw new SignInFailed({ code: 'expired' });
    },
    close: async () => undefined,
  };
}

function isReturn(address: string, state: string): boolean {
  const parsed = URL.parse(address);
  if (parsed === null || `${parsed.protocol}//${parsed.host}` !== scheme || !/^\/?$/.test(parsed.pathname))
    return false;
  const states = parsed.searchParams.getAll('state');
  const [given, expected] = [Buffer.from(states[0] ?? ''), Buffer.from(state)];
  return states.length === 1 && given.length === expected.length && timingSafeEqual(given, expected);
}

// One sign-in, from the click to the proofs: the browser is opened, comes back within five minutes, and what it brings is exchanged.
import type { SignInOffer } from '../../../../../server/contract/config.ts';
import type { Words } from '../../../../words/words.ts';
import type { Clock } from '../../ports.ts';
import type { Shell } from '../../shell-port.ts';
import { openReturn } from './browser-return.ts';
import { isSafeAddress } from './safe-address.ts';
import { newAttempt, type Issuer } from './issuer.ts';
import type { Proofs } from './proofs.ts';
import { SignInFailed } from './sign-in-failed.ts';

export const signInMs = 5 * 60_000;

export type SignInOptions = {
  readonly offer: SignInOffer;
  readonly issuer: Issuer;
  readonly shell: Shell;
  readonly clock: Clock;
  readonly words: Words;
  /** The person has thought better of it, or the session ends. */
  readonly signal: AbortSignal;
  /** The browser is open, or the page is to open this address. */
  readonly onOpened: (url: string | null) => void;
};

/** Throws SignInFailed, or the signal's reason. */
export async function signIn(options: SignInOptions): Promise<Proofs> {
  const { offer, issuer, shell, clock, words, signal } = options;
  const enough = new AbortController();
  const waiting = AbortSignal.any([signal, enough.signal]);
  const back = await openReturn(offer.redirects, shell, words);
  try {
    const attempt = newAttempt(back.redirectUri);
    const heard = back.hear(attempt.state, waiting);
    heard.catch(() => undefined);
    const url = await issuer.pageFor(attempt);
    signal.throwIfAborted();
    options.onOpened((await open(shell, url)) === 'opened' ? null : url);
    void clock.wait(signInMs, waiting).then(
      () => enough.abort(new SignInFailed({ code: 'expired' })),
      () => undefined,
    );
    const cameBack = await heard;
    const proofs = await issuer.exchange(attempt, cameBack);
    signal.throwIfAborted();
    return proofs;
  } finally {
    enough.abort();
    void back.close();
  }
}

async function open(shell: Shell, url: string): Promise<'opened' | 'page_opens'> {
  if (!isSafeAddress(url)) throw new SignInFailed({ code: 'issuer_unfit' });
  try {
    return await shell.signIn.open(url);
  } catch (error) {
    throw new SignInFailed({ code: 'browser_missing' }, error);
  }
}

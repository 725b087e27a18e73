// Changing which token pays: the former one is kept under a name of its own before another takes its place.
import type { TokenPlace } from '../../../../preload/contract/secret-trouble.ts';
import type { Secrets } from '../../ports.ts';
import { keepSecret } from '../keep-secret.ts';
import { activeEntry, type ActiveToken } from './active-token.ts';
import type { Found, KeptToken, TokenPort, TokenReading } from './token-port.ts';
import { hashToken, isToken, makeToken } from './token.ts';
import type { TokenShelf } from './token-shelf.ts';

export type PayingToken = Omit<TokenPort, 'inTurn' | 'read' | 'noteBalance'> & {
  /** Nothing pays any more; the token that did is kept under a name of its own. False where its place does not answer. */
  putAside(): Promise<boolean>;
};

export function createPayingToken(options: {
  readonly origin: string;
  readonly secrets: Secrets;
  readonly active: ActiveToken;
  readonly shelf: TokenShelf;
}): PayingToken {
  const { origin, secrets, active, shelf } = options;
  const payingEntry = activeEntry(origin);

  async function findByHash(hash: string): Promise<Found> {
    const paying = await active.read();
    if (paying.kind === 'ready' && paying.hash === hash) return paying;
    const former = await shelf.find(hash);
    if (former.kind === 'gone' && paying.kind === 'unreadable') return paying;
    return former;
  }

  async function keepFormer(paying: Extract<TokenReading, { kind: 'ready' }>): Promise<void> {
    await shelf.put({ value: paying.token, place: paying.place });
  }

  /** Its place does not answer, so it stays there, and is found there later. */
  function leaveLast(): void {
    const last = active.lastKept();
    if (last !== null) shelf.leave(last);
  }

  /** A place that did not answer when another token began to pay, somewhere else, still has the one from before under this name. */
  async function keepLeftBehind({ place, hash }: Pick<KeptToken, 'place' | 'hash'>): Promise<void> {
    const left = await secrets.at(place).get(payingEntry);
    if (left !== null && isToken(left) && hashToken(left) !== hash) await shelf.put({ value: left, place });
  }

  return {
    payingEntry,
    findByHash,
    async find(kept) {
      const paying = await active.read();
      if (paying.kind === 'ready' && paying.hash === kept.hash) return paying;
      const found = await shelf.read(kept);
      // Put aside since, it stands under another name.
      return found.kind === 'gone' ? await shelf.find(kept.hash) : found;
    },
    async paying() {
      const paying = await active.read();
      if (paying.kind !== 'ready') return null;
      return { place: paying.place, entry: payingEntry, hash: hashToken(paying.token) };
    },
    async findPlace(keepIn: TokenPlace | null) {
      const place = keepIn ?? secrets.chosen() ?? 'keychain';
      const probed = await secrets.at(place).probe();
      if (probed.kind === 'missing') return probed;
      if (keepIn !== null) secrets.choose(keepIn);
      return { kind: 'new', place };
    },
    async make({ place, entry }) {
      const token = makeToken();
      await keepSecret(secrets, { place, entry, value: token });
      return { place, entry, hash: hashToken(token) };
    },
    async activate(token, kept) {
      const paying = await active.read();
      if (paying.kind === 'ready' && paying.hash === kept.hash) return;
      if (paying.kind === 'ready') await keepFormer(paying);
      if (paying.kind === 'unreadable') leaveLast();
      if (paying.kind !== 'ready' || paying.place !== kept.place) await keepLeftBehind(kept);
      await active.activate(token, kept.place);
    },
    remove: async ({ place, entry }) =>
      await secrets
        .at(place)
        .remove(entry)
        .then(
          () => true,
          () => false,
        ),
    async putAside() {
      const paying = await active.read();
      if (paying.kind === 'unreadable') return false;
      try {
        if (paying.kind === 'ready') await keepFormer(paying);
        await active.forget();
        return true;
      } catch {
        // The keychain does not answer now. Its error is not kept, since it may quote what was sent.
        return false;
      }
    },
  };
}

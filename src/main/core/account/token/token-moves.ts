// Moving to another token: one from another machine, or one that was put aside here. Nothing is changed unless all of it works.
import type { KeptToken } from '../../../../preload/contract/account.ts';
import type { SecretTrouble, TokenPlace } from '../../../../preload/contract/secret-trouble.ts';
import type { LinkPort, ServerAnswer } from '../link/link-port.ts';
import type { ServerStatus } from '../state.ts';
import type { ActiveToken } from './active-token.ts';
import type { PayingToken } from './paying-token.ts';
import { hashToken, isToken } from './token.ts';
import { tokenId, type ShelvedToken, type TokenShelf } from './token-shelf.ts';

/** As in the contract; `moved` with what the server says of the token, null where it could not be asked. */
export type Move =
  | { readonly kind: 'moved'; readonly status: ServerStatus | null }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'offline' }
  | { readonly kind: 'keychain_missing'; readonly trouble: SecretTrouble }
  | { readonly kind: 'unreadable' };

/** `use` and `restore` are called in turn with whatever else changes which token pays. */
export type TokenMoves = {
  use(typed: string, keepIn: TokenPlace | null): Promise<Move>;
  /** gone: it is not kept here, or no longer where it was. */
  restore(id: string): Promise<Move | { readonly kind: 'gone' }>;
  /** What was put aside, without the one in use. */
  kept(): Promise<KeptToken[]>;
};

const statusMsMax = 5_000;

export function createTokenMoves(options: {
  readonly signal: AbortSignal;
  readonly link: LinkPort;
  readonly active: ActiveToken;
  readonly paying: PayingToken;
  readonly shelf: TokenShelf;
}): TokenMoves {
  const { signal, link, active, shelf } = options;

  async function ask(token: string): Promise<ServerAnswer<ServerStatus>> {
    return await link.ask(
      { msMax: statusMsMax, token },
      async (server, own) => await server.pro.status(undefined, own),
    );
  }

  async function activate(token: string, place: TokenPlace, status: ServerStatus | null): Promise<Move> {
    try {
      await options.paying.activate(token, { place, hash: hashToken(token) });
      return { kind: 'moved', status };
    } catch {
      // Its error may quote what was sent.
      signal.throwIfAborted();
      return { kind: 'unreadable' };
    }
  }

  async function use(token: string, keepIn: TokenPlace | null): Promise<Move> {
    const paying = await active.read();
    if (paying.kind === 'unreadable') return { kind: 'unreadable' };
    const answer = await ask(token);
    if (answer.kind === 'problem' && answer.code === 'token_rejected') return { kind: 'unknown' };
    if (answer.kind !== 'ok') return { kind: 'offline' };
    if (answer.value.mode === 'off') return { kind: 'unknown' };
    if (paying.kind === 'ready' && paying.token === token) return { kind: 'moved', status: answer.value };
    if (keepIn === null && paying.kind === 'ready') return await activate(token, paying.place, answer.value);
    const found = await options.paying.findPlace(keepIn);
    if (found.kind === 'missing') return { kind: 'keychain_missing', trouble: found.trouble };
    return await activate(token, found.place, answer.value);
  }

  async function restore(kept: ShelvedToken): Promise<Move | { readonly kind: 'gone' }> {
    const paying = await active.read();
    if (paying.kind === 'unreadable') return { kind: 'unreadable' };
    const found = await shelf.read(kept);
    if (found.kind !== 'ready') return found.kind === 'gone' ? found : { kind: 'unreadable' };
    const answer = await ask(found.token);
    if (answer.kind === 'problem' && answer.code === 'token_rejected') return { kind: 'unknown' };
    // It paid here before, so it may pay again although the server does not answer just now.
    return await activate(found.token, kept.place, answer.kind === 'ok' ? answer.value : null);
  }

  return {
    async use(typed, keepIn) {
      // Copied from a sheet or a message, it may have been wrapped.
      const token = typed.replaceAll(/\s+/g, '');
      if (!isToken(token)) return { kind: 'malformed' };
      return await use(token, keepIn);
    },
    async restore(id) {
      const kept = shelf.all().find((one) => tokenId(one.hash) === id);
      return kept === undefined ? { kind: 'gone' } : await restore(kept);
    },
    async kept() {
      const paying = await active.read();
      const inUse = paying.kind === 'ready' ? paying.hash : null;
      const listed: KeptToken[] = [];
      for (const one of shelf.all()) {
        if (one.hash === inUse) continue;
        // A token kept in memory is gone after a restart. Other places are asked only when somebody wants the token back.
        if (one.place === 'memory' && (await shelf.read(one)).kind !== 'ready') continue;
        listed.push({ id: tokenId(one.hash), place: one.place, keptAt: one.keptAt, lastKnownBalance: one.balance });
      }
      return listed;
    },
  };
}

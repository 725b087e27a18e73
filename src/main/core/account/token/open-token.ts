// The tokens of one server: which one pays, which were put aside, and moving between them.
import type { KeptToken as ListedToken } from '../../../../preload/contract/account.ts';
import type { TokenPlace } from '../../../../preload/contract/secret-trouble.ts';
import { createInTurn } from '../../in-turn.ts';
import type { Clock, Secrets } from '../../ports.ts';
import type { WritableDb } from '../../store/db.ts';
import type { Cell } from '../../watchable.ts';
import type { LinkPort } from '../link/link-port.ts';
import type { KnownToken, TokenSlice } from '../state.ts';
import { createActiveToken } from './active-token.ts';
import { createPayingToken } from './paying-token.ts';
import { createTokenMoves, type Move } from './token-moves.ts';
import type { TokenPort, TokenReading } from './token-port.ts';
import { createTokenShelf } from './token-shelf.ts';

export type Token = TokenPort & {
  /** Pay with this token from now on. */
  use(typed: string, keepIn: TokenPlace | null): Promise<Move>;
  /** Pay again with a token that was put aside. gone: it is not kept here, or no longer where it was. */
  restore(id: string): Promise<Move | { readonly kind: 'gone' }>;
  /** What was put aside, without the one in use. */
  kept(): Promise<ListedToken[]>;
  /** Pay with none, so that messages are free; the token is put aside. False where its place does not answer. */
  forget(): Promise<boolean>;
  /** Forget what a lost place said, so that the next reading asks again. */
  recheck(): void;
  /** Resolves when nothing is being changed any more. */
  idle(): Promise<void>;
};

export type TokenOptions = {
  readonly db: WritableDb;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly signal: AbortSignal;
  readonly link: LinkPort;
  readonly slice: Cell<TokenSlice>;
};

export function openToken({ db, clock, secrets, signal, link, slice }: TokenOptions): Token {
  const { origin } = link;
  const inTurn = createInTurn();
  const onKnown = (known: TokenReading): void => slice.set({ ...slice.current(), paying: withoutSecret(known) });
  const active = createActiveToken({ origin, db, secrets, signal, onKnown });
  const shelf = createTokenShelf({ origin, db, secrets, now: () => clock.now() });
  const paying = createPayingToken({ origin, secrets, active, shelf });
  const moves = createTokenMoves({ signal, link, active, paying, shelf });

  async function change<M extends Move | { readonly kind: 'gone' }>(work: () => Promise<M>): Promise<M> {
    const move = await inTurn(work);
    if (move.kind === 'moved') slice.set({ ...slice.current(), move: { status: move.status } });
    return move;
  }

  return {
    ...paying,
    inTurn,
    idle: inTurn.idle,
    read: () => active.read(),
    recheck: () => active.recheck(),
    noteBalance: (hash, microcredits) => shelf.noteBalance(hash, microcredits),
    use: async (typed, keepIn) => await change(async () => await moves.use(typed, keepIn)),
    restore: async (id) => await change(async () => await moves.restore(id)),
    kept: () => moves.kept(),
    async forget() {
      if (!(await inTurn(async () => await paying.putAside()))) return false;
      slice.set({ ...slice.current(), move: { status: null } });
      return true;
    },
  };
}

/** The slice is read by everybody, so the token itself has no place in it. */
function withoutSecret(known: TokenReading): KnownToken {
  return known.kind === 'ready' ? { kind: 'ready', hash: known.hash, place: known.place } : known;
}

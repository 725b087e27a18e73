// What proves to the server whom a purchase is for: the hash of a token, or the sign-in of exactly the person who began it.
import type { WalletOf } from '../../../../../server/contract/wallets/wallet-of.ts';
import type { TokenHash } from '../../../../../server/contract/orders/orders.ts';
import type { PurchaseTrouble } from '../../../../preload/contract/account.ts';
import type { Payee } from '../../../../preload/contract/payee.ts';
import type { LinkPort } from '../link/link-port.ts';
import type { PersonPort } from '../person/person-port.ts';
import type { PurchaseRow } from './purchase-row.ts';

/** `token`: sent as bearer; null sends none, where the hash alone says whom to credit. `names`: what the order says of it. */
export type Proof = {
  readonly kind: 'proven';
  readonly token: string | null;
  readonly names: { readonly token_hash: TokenHash } | { readonly for: WalletOf };
};

/** `isLasting`: time alone does not help; somebody has to sign in, or another team has to be named. */
export type Unproven = { readonly kind: 'unproven'; readonly trouble: PurchaseTrouble; readonly isLasting: boolean };

export type PayeeProofs = {
  /** null `until`: the end of the session stops it. */
  prove(row: Pick<PurchaseRow, 'payee' | 'token'>, until: AbortSignal | null): Promise<Proof | Unproven>;
  /** The bearer by which a purchase's payee may be told of it; null: nobody here may just now. */
  bearerOf(payee: Exclude<Payee, { kind: 'computer' }>): Promise<string | null>;
  /** The server has refused this bearer. */
  refused(token: string): void;
};

const teamMsMax = 5_000;

const lasting = (code: 'signed_out' | 'somebody_else' | 'other_team' | 'token_gone'): Unproven => ({
  kind: 'unproven',
  trouble: { code },
  isLasting: true,
});
const passing = (code: 'sign_in_away' | 'sign_in_refused' | 'offline' | 'broken' | 'busy'): Unproven => ({
  kind: 'unproven',
  trouble: { code },
  isLasting: false,
});

export function createPayeeProofs({
  link,
  person,
}: {
  readonly link: LinkPort;
  readonly person: PersonPort;
}): PayeeProofs {
  async function provePerson(
    payee: Exclude<Payee, { kind: 'computer' }>,
    until: AbortSignal | null,
  ): Promise<Proof | Unproven> {
    const reading = await person.read();
    switch (reading.kind) {
      case 'none':
      case 'ended':
        return lasting('signed_out');
      case 'offline':
        return reading.personId === payee.personId ? passing('sign_in_away') : lasting('somebody_else');
      case 'unreadable':
        if (reading.personId !== payee.personId) return lasting('somebody_else');
        return {
          kind: 'unproven',
          trouble: { code: 'sign_in_unreadable', trouble: reading.trouble },
          isLasting: false,
        };
      case 'ready': {
        if (reading.personId !== payee.personId) return lasting('somebody_else');
        const { token } = reading;
        const no = payee.kind === 'team' ? await whyNotTeam(payee.teamId, token, until) : null;
        return no ?? { kind: 'proven', token, names: { for: payee.kind } };
      }
    }
  }

  /** An order can only say “my team”. Which one that is stands in the proof, which may name another by now: asked with this very proof. */
  async function whyNotTeam(teamId: string, token: string, until: AbortSignal | null): Promise<Unproven | null> {
    const question = { msMax: teamMsMax, token, ...(until === null ? {} : { signal: until }) };
    const answer = await link.ask(question, async (server, own) => (await server.me.read(undefined, own)).team_id);
    switch (answer.kind) {
      case 'ok':
        return answer.value === teamId ? null : lasting('other_team');
      case 'problem':
        if (answer.code !== 'token_rejected') return passing('busy');
        person.refused(token);
        return passing('sign_in_refused');
      case 'broken':
        return passing('broken');
      case 'unreachable':
        return passing('offline');
    }
  }

  return {
    refused: person.refused,
    async prove({ payee, token }, until) {
      if (payee.kind !== 'computer') return await provePerson(payee, until);
      return token === null
        ? lasting('token_gone')
        : { kind: 'proven', token: null, names: { token_hash: token.hash } };
    },
    async bearerOf({ personId }) {
      const reading = await person.read();
      return reading.kind === 'ready' && reading.personId === personId ? reading.token : null;
    },
  };
}

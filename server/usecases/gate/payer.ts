// Turns the text by which a service names a payer into a caller of the charge engine.
import { createHash } from 'node:crypto';
import { TokenHash } from '../../contract/orders/orders.ts';
import { AccountId } from '../../contract/wallets/wallets.ts';
import { walletId, type WalletOwner } from '../../domain/wallets/ledger.ts';
import { apiKeyForm } from '../../lib/api-key.ts';
import { hashToken } from '../../lib/hash-token.ts';
import type { WalletStore } from '../../storage/wallets/wallet-store.ts';
import type { Caller } from '../caller.ts';
import type { KeyFinder } from '../keys/find-key.ts';
import { refusal, type Refused } from '../refusal.ts';

/** `team` and `plan` are what the person's own proof names, where the service has checked one. */
export type PayerAsked = { readonly payer: string; readonly team: string | null; readonly plan: string | null };

export type PayerFound = { readonly kind: 'found'; readonly caller: Caller } | Refused;

type Deps = {
  readonly storage: Pick<WalletStore, 'readWalletById'>;
  readonly finder: Pick<KeyFinder, 'findHash'>;
};

const tokenForm = /^tally_[A-Za-z0-9_-]{43}$/;
const hashForm = /^[0-9a-f]{64}$/;
const idForm = /^[^\p{Cc}\s](?:[^\p{Cc}]*[^\p{Cc}\s])?$/u;
const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const visitorForm = /^([A-Za-z0-9_-]{1,64})\/([A-Za-z0-9_-]{1,64})$/;

export function createPayerFinder({ storage, finder }: Deps): (asked: PayerAsked) => Promise<PayerFound> {
  async function byKey(key: string): Promise<PayerFound> {
    const hash = apiKeyForm.test(key) ? hashOf(key) : key;
    const found = hashForm.test(hash) ? await finder.findHash(hash) : null;
    if (found === null) return refusal('token_rejected', { reason: 'key' });
    // A service pays for nobody: it names who does.
    return found.kind === 'service'
      ? refusal('forbidden', { reason: 'service_key' })
      : { kind: 'found', caller: found };
  }

  async function byAccount(id: string): Promise<PayerFound> {
    const account = AccountId.safeParse(id);
    const wallet = account.success ? await storage.readWalletById(walletId(account.data)) : null;
    const caller = wallet && ownerAsCaller(wallet.owner);
    return caller === null ? refusal('wallet_not_found', {}) : { kind: 'found', caller };
  }

  return async (asked) => {
    const { payer } = asked;
    if (tokenForm.test(payer)) return byToken(payer);
    if (apiKeyForm.test(payer)) return byKey(payer);
    // Half a token is nobody's name.
    if (/^(tally_|sk-tally-)/.test(payer)) return refusal('token_rejected', { reason: 'not_whole' });
    const [, kind = '', rest = ''] = /^(user|team|token|key|account|visitor):(.*)$/s.exec(payer) ?? [];
    switch (kind) {
      case 'token':
        return byToken(rest);
      case 'key':
        return byKey(rest);
      case 'account':
        return byAccount(rest);
      case 'visitor':
        return byVisitor(rest);
      case 'team':
        if (!isId(rest)) return unreadable;
        return found({ kind: 'user', subject: rest, scope: 'org', plan: asked.plan, user: null, org: rest, key: null });
      case 'user':
        return byUser(rest, asked);
      default: {
        // The id of an account is one that this server has made, so that no person is called by it.
        const account = uuidForm.test(payer) ? await byAccount(payer) : unreadable;
        return account.kind === 'found' ? account : byUser(payer, asked);
      }
    }
  };
}

const unreadable = refusal('invalid_request', { reason: 'payer_unreadable' });

function found(caller: Caller): PayerFound {
  return { kind: 'found', caller };
}

function byToken(token: string): PayerFound {
  if (tokenForm.test(token)) return found({ kind: 'token', tokenHash: hashToken(token) });
  const hash = TokenHash.safeParse(token);
  return hash.success
    ? found({ kind: 'token', tokenHash: hash.data })
    : refusal('token_rejected', { reason: 'not_whole' });
}

/** The keys of the free allowance, which the service makes of a request with the same salt as this server. */
function byVisitor(keys: string): PayerFound {
  const [, bucket, client] = visitorForm.exec(keys) ?? [];
  return bucket === undefined || client === undefined ? unreadable : found({ kind: 'anonymous', bucket, client });
}

function ownerAsCaller(owner: WalletOwner): Caller | null {
  const [, kind, id = ''] = /^(token|user|team):(.*)$/s.exec(owner) ?? [];
  switch (kind) {
    case 'token':
      return { kind: 'token', tokenHash: TokenHash.parse(id) };
    case 'user':
      return { kind: 'user', subject: id, scope: 'user', plan: null, user: id, org: null, key: null };
    case 'team':
      return { kind: 'user', subject: id, scope: 'org', plan: null, user: null, org: id, key: null };
    default:
      return null;
  }
}

/** Where a team is named, it is the team's plan that counts. */
function byUser(user: string, { team, plan }: PayerAsked): PayerFound {
  if (!isId(user)) return unreadable;
  const who = { kind: 'user', plan, user, org: team, key: null } as const;
  return found(team === null ? { ...who, subject: user, scope: 'user' } : { ...who, subject: team, scope: 'org' });
}

function isId(text: string): boolean {
  return text.length <= 200 && idForm.test(text);
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

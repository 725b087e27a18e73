// Accounts to look at: what the server offers, and who one is to it.
import { ServerConfig } from '../../../server/contract/config.ts';
import { OrderId } from '../../../server/contract/orders/orders.ts';
import type { AccountState, Credits, Purchase, ServerLink } from '../../../src/preload/contract/account.ts';
import type { Person } from '../../../src/preload/contract/person.ts';
import { sampleId } from './sample-chats.ts';

export const sampleOrigin = 'http://127.0.0.1:8787';

export const sampleConfig: ServerConfig = ServerConfig.parse({
  request_id: 'req-1',
  name: 'Tallystick',
  version: '0.1.0',
  is_sandbox: true,
  providers: ['sandbox'],
  packs: [
    { id: 'starter', name: 'Starter', credits_microcredits: 100_000_000, amount_cents: 300, currency: 'EUR' },
    { id: 'regular', name: 'Regular', credits_microcredits: 500_000_000, amount_cents: 1_000, currency: 'EUR' },
    { id: 'large', name: 'Large', credits_microcredits: 2_000_000_000, amount_cents: 3_000, currency: 'EUR' },
  ],
  local_message_microcredits: 1_000_000,
  free: { limit: 20, window_seconds: 86_400 },
});

const online: ServerLink = { kind: 'online', origin: sampleOrigin, config: sampleConfig };

export const resetsInMs = 7 * 3_600_000;

export function freeCredits(now: number, left: number): Credits {
  return {
    mode: left === 0 ? 'exhausted' : 'free',
    proMicrocredits: 0,
    heldMicrocredits: 0,
    free: { left, limit: 20, resetsAt: left === 20 ? null : now + resetsInMs },
    grace: { left: 20, limit: 20 },
    asOf: now,
  };
}

export function proCredits(now: number, microcredits: number): Credits {
  return { ...freeCredits(now, 0), mode: microcredits === 0 ? 'exhausted' : 'pro', proMicrocredits: microcredits };
}

/** The server offers no sign-in. */
export const nobody: Person = {
  issuer: null,
  id: null,
  session: { kind: 'none' },
  payer: 'computer',
  signingIn: null,
  trouble: null,
  standing: null,
};

export function freeAccount(now: number, left = 20): AccountState {
  return {
    link: online,
    credits: freeCredits(now, left),
    tokenPlace: null,
    computerMicrocredits: null,
    tokenTrouble: null,
    keychain: { kind: 'available' },
    person: nobody,
    plans: [],
    purchases: [],
    unsettledRuns: 0,
  };
}

export function samplePurchase(now: number, n: number, state: Purchase['state'], agoMs = 90_000): Purchase {
  return {
    orderId: OrderId.parse(sampleId(90, n)),
    state,
    provider: 'sandbox',
    payee: { kind: 'computer' },
    packId: 'regular',
    packName: 'Regular',
    amountCents: 1_000,
    currency: 'EUR',
    creditsMicrocredits: 500_000_000,
    createdAt: now - agoMs,
    expiresAt: now - agoMs + 15 * 60_000,
    paidAt: state === 'claimed' || state === 'paid' ? now - agoMs + 30_000 : null,
    refundedCents: 0,
    refunds: [],
    methods: [],
    trouble: null,
  };
}

export function proAccount(now: number): AccountState {
  return {
    ...freeAccount(now, 0),
    credits: proCredits(now, 487_000_000),
    tokenPlace: 'keychain',
    computerMicrocredits: 487_000_000,
    purchases: [samplePurchase(now, 1, 'claimed', 5 * 86_400_000), samplePurchase(now, 2, 'expired', 6 * 86_400_000)],
  };
}

export function offlineAccount(now: number): AccountState {
  return {
    ...freeAccount(now),
    link: { kind: 'offline', origin: sampleOrigin, since: now - 240_000 },
    credits: { ...freeCredits(now, 12), asOf: now - 3_600_000, grace: { left: 14, limit: 20 } },
    unsettledRuns: 2,
  };
}

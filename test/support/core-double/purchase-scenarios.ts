// The situations around money: ways to pay, invoices, refunds and tokens.
import { Microcredits } from '../../../server/contract/money.ts';
import type { AccountState, Purchase } from '../../../src/preload/contract/account.ts';
import { freeAccount, proAccount, sampleConfig, sampleOrigin, samplePurchase } from './sample-account.ts';
import type { Scenario } from './scenarios.ts';

const minute = 60_000;
const day = 86_400_000;

/** A server with two ways to pay, which also sells for a sum of one's own choice. */
function shop(account: AccountState): AccountState {
  const config = {
    ...sampleConfig,
    is_sandbox: false,
    providers: ['stripe' as const, 'btcpay' as const],
    free_amount: {
      currency: 'EUR',
      min_cents: 200,
      max_cents: 50_000,
      rate: { amount_cents: 1_000, credits_microcredits: Microcredits.min(1).parse(500_000_000) },
    },
  };
  return { ...account, link: { kind: 'online', origin: sampleOrigin, config } };
}

type Change = Partial<Pick<Purchase, 'provider' | 'expiresAt' | 'paidAt' | 'refundedCents' | 'refunds' | 'trouble'>>;

function purchase(now: number, n: number, state: Purchase['state'], agoMs: number, change: Change = {}): Purchase {
  return { ...samplePurchase(now, n, state, agoMs), ...change };
}

/** Ready to be paid in bitcoin, with fourteen and a half minutes left. */
function invoiced(now: number, state: Purchase['state'], change: Change = {}): AccountState {
  const bought = purchase(now, 1, state, 30_000, { provider: 'btcpay', expiresAt: now + 14.5 * minute, ...change });
  return shop({ ...freeAccount(now, 3), tokenPlace: 'keychain', purchases: [bought] });
}

/** One of each kind that a person may meet in the list. */
function everyPurchase(now: number): readonly Purchase[] {
  const paid = (daysAgo: number): Change => ({ paidAt: now - daysAgo * day + minute });
  return [
    purchase(now, 1, 'open', 2 * minute, { provider: 'btcpay', expiresAt: now + 13 * minute }),
    purchase(now, 2, 'claimed', 3 * day, {
      ...paid(3),
      provider: 'btcpay',
      refundedCents: 400,
      refunds: [
        { id: 'r1', amountCents: 400, state: 'pending', collectUrl: 'https://pay.example.org/pull-payments/4f2a' },
      ],
    }),
    purchase(now, 3, 'disputed', 9 * day, { ...paid(9), provider: 'stripe' }),
    purchase(now, 4, 'claimed', 12 * day, {
      ...paid(12),
      provider: 'stripe',
      refundedCents: 500,
      refunds: [
        { id: 'r2', amountCents: 200, state: 'succeeded', collectUrl: null },
        { id: 'r3', amountCents: 300, state: 'pending', collectUrl: null },
      ],
    }),
    purchase(now, 5, 'refunded', 20 * day, {
      ...paid(20),
      provider: 'stripe',
      refundedCents: 1_000,
      refunds: [{ id: 'r4', amountCents: 1_000, state: 'succeeded', collectUrl: null }],
    }),
    purchase(now, 6, 'claimed', 26 * day, { ...paid(26), provider: 'stripe' }),
    purchase(now, 7, 'expired', 31 * day, { provider: 'btcpay' }),
  ];
}

type Of = (now: number) => Scenario;

/** `ready`: the state that each of these changes a part of. */
export function purchaseScenarios(ready: Of) {
  const kept = (now: number): Scenario['keptTokens'] => [
    { id: 'kept-1', place: 'keychain', keptAt: now - 40 * day, lastKnownBalance: 120_000_000 },
  ];
  return {
    providers: (now) => ({ ...ready(now), account: shop(freeAccount(now, 3)) }),
    'purchase-tab': (now) => ({ ...ready(now), checkout: 'tab' }),
    invoice: (now) => ({ ...ready(now), account: invoiced(now, 'open'), checkout: 'invoice' }),
    'invoice-shop': (now) => ({ ...ready(now), account: shop(freeAccount(now, 3)), checkout: 'invoice' }),
    'invoice-part': (now) => ({ ...ready(now), account: invoiced(now, 'open'), checkout: 'invoice-part' }),
    'invoice-offline': (now) => ({
      ...ready(now),
      account: { ...invoiced(now, 'open'), link: { kind: 'offline', origin: sampleOrigin, since: now - minute } },
      checkout: 'invoice',
    }),
    'invoice-lapsed': (now) => ({
      ...ready(now),
      account: invoiced(now, 'open', { expiresAt: now - 1_000 }),
      checkout: 'invoice',
    }),
    'invoice-seen': (now) => ({ ...ready(now), account: invoiced(now, 'seen'), checkout: 'invoice' }),
    'card-declined': (now) => ({ ...ready(now), account: invoiced(now, 'declined', { provider: 'stripe' }) }),
    purchases: (now) => ({
      ...ready(now),
      account: shop({ ...proAccount(now), purchases: [...everyPurchase(now)] }),
      checkout: 'invoice',
    }),
    'kept-token': (now) => ({ ...ready(now), account: proAccount(now), keptTokens: kept(now) }),
    'memory-token': (now) => ({ ...ready(now), account: { ...proAccount(now), tokenPlace: 'memory' } }),
    /** Its file may be read by others; the path is one long word. */
    'token-unreadable': (now) => ({
      ...ready(now),
      account: {
        ...proAccount(now),
        tokenPlace: 'file',
        tokenTrouble: {
          kind: 'unreadable',
          place: 'file',
          trouble: { code: 'file_open_to_others', path: '/home/ada/.config/Tallystick/Profile-of-Ada/secrets.json' },
        },
      },
    }),
    'token-gone': (now) => ({
      ...ready(now),
      account: { ...proAccount(now), ...freeAccountParts(now), tokenTrouble: { kind: 'gone', place: 'keychain' } },
    }),
  } satisfies Readonly<Record<string, Of>>;
}

function freeAccountParts(now: number): Pick<AccountState, 'credits'> {
  return { credits: freeAccount(now, 8).credits };
}

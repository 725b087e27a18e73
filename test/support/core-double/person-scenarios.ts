// The situations around signing in and subscribing.
import type { ServerConfig } from '../../../server/contract/config.ts';
import { PlanId } from '../../../server/contract/plans/plans.ts';
import type { AccountState } from '../../../src/preload/contract/account.ts';
import type { Person } from '../../../src/preload/contract/person.ts';
import { freeAccount, nobody, proAccount, proCredits } from './sample-account.ts';
import type { Scenario } from './scenarios.ts';

export const sampleIssuer = 'login.example.org';
export const samplePersonId = 'a'.repeat(64);

const offered: Person = { ...nobody, issuer: sampleIssuer };
const ada: Person = {
  ...offered,
  session: { kind: 'in', name: 'Ada Lovelace', email: 'ada@example.org', place: 'keychain', isOffline: false },
  payer: 'account',
  id: samplePersonId,
  standing: {
    plan: { name: 'Team', left: 412 },
    planOf: 'team',
    team: { id: 'acme', name: 'Acme Research' },
    wallets: [
      { of: 'team', microcredits: 1_250_000_000, mayBuy: true },
      { of: 'me', microcredits: 35_000_000, mayBuy: true },
    ],
  },
};

const month = { unit: 'month', count: 1 } as const;
const plans: ServerConfig['subscriptions'] = [
  {
    plan_id: PlanId.parse('basic'),
    name: 'Basic',
    price: { amount_cents: 500, currency: 'EUR', every: month },
    includes: { monthly_quota: 500, credit_grant_cents: null, daily_limit_cents: null },
  },
  {
    plan_id: PlanId.parse('team'),
    name: 'Team',
    price: { amount_cents: 2_000, currency: 'EUR', every: month },
    includes: { monthly_quota: null, credit_grant_cents: 500, daily_limit_cents: 200 },
  },
];

/** The server sells plans. */
function withPlans(account: AccountState): AccountState {
  const { link } = account;
  return link.kind === 'online'
    ? { ...account, link: { ...link, config: { ...link.config, subscriptions: plans } } }
    : account;
}

const withPerson = (account: AccountState, person: Person): AccountState => ({ ...account, person });

type Of = (now: number) => Scenario;

export function personScenarios(ready: Of) {
  return {
    'can-sign-in': (now) => ({ ...ready(now), account: withPerson(freeAccount(now), offered), checkout: 'tab' }),
    'can-sign-in-browser': (now) => ({
      ...ready(now),
      account: withPerson(proAccount(now), offered),
      checkout: 'window',
    }),
    'signed-in': (now) => ({
      ...ready(now),
      account: { ...withPerson(proAccount(now), ada), credits: proCredits(now, 1_285_000_000) },
    }),
    'signed-out': (now) => {
      const account = proAccount(now);
      const person: Person = { ...offered, session: { kind: 'ended', reason: 'revoked' }, payer: 'account' };
      return {
        ...ready(now),
        account: { ...withPerson(account, person), credits: { ...account.credits, mode: 'unknown' } },
      };
    },
    plans: (now) => ({
      ...ready(now),
      account: withPlans(withPerson(freeAccount(now, 3), { ...ada, standing: null })),
      checkout: 'tab',
    }),
    'plan-active': (now) => ({
      ...ready(now),
      account: {
        ...withPlans(withPerson(freeAccount(now, 3), ada)),
        plans: [
          {
            id: '01890000-0000-7000-8000-000000000001',
            planId: PlanId.parse('team'),
            planName: 'Team',
            status: 'active',
            periodEndsAt: now + 20 * 86_400_000,
            isCancelPlanned: false,
            for: 'me',
          },
        ],
      },
    }),
    'sign-in-denied': (now) => ({
      ...ready(now),
      account: withPerson(freeAccount(now), { ...offered, trouble: { code: 'denied' } }),
    }),
  } satisfies Readonly<Record<string, Of>>;
}

// The situations around signing in and subscribing.
import type { ServerConfig } from '../../../server/contract/config.ts';
import { PlanId } from '../../../server/contract/plans/plans.ts';
import type { AccountState } from '../../../src/preload/contract/account.ts';
import type { Refusal } from '../../../src/preload/contract/failure.ts';
import type { Person, PersonStanding } from '../../../src/preload/contract/person.ts';
import type { OwnPlan } from '../../../src/preload/contract/subscriptions.ts';
import { freeAccount, nobody, proAccount, proCredits, samplePurchase } from './sample-account.ts';
import { makeChat } from './sample-chats.ts';
import type { Scenario } from './scenarios.ts';

export const sampleIssuer = 'login.example.org';
export const samplePersonId = 'a'.repeat(64);

const offered: Person = { ...nobody, issuer: sampleIssuer };
const adasStanding: PersonStanding = {
  plan: { name: 'Team', left: 412 },
  planOf: 'team',
  team: { id: 'acme', name: 'Acme Research' },
  wallets: [
    { of: 'team', microcredits: 1_250_000_000, mayBuy: true },
    { of: 'me', microcredits: 35_000_000, mayBuy: true },
  ],
};
const acme = { kind: 'team', personId: samplePersonId, teamId: 'acme', teamName: 'Acme Research' } as const;
const ada: Person = {
  ...offered,
  session: { kind: 'in', name: 'Ada Lovelace', email: 'ada@example.org', place: 'keychain', isOffline: false },
  payer: 'account',
  id: samplePersonId,
  standing: adasStanding,
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

function activePlan(now: number, n: number, planId: string, planName: string, of: OwnPlan['for']): OwnPlan {
  return {
    id: `01890000-0000-7000-8000-00000000000${n}`,
    planId: PlanId.parse(planId),
    planName,
    status: 'active',
    periodEndsAt: now + 20 * 86_400_000,
    isCancelPlanned: false,
    for: of,
  };
}

type Of = (now: number) => Scenario;

export function personScenarios(ready: Of) {
  return {
    'can-sign-in': (now) => ({ ...ready(now), account: withPerson(freeAccount(now), offered), checkout: 'tab', now }),
    'can-sign-in-browser': (now) => ({
      ...ready(now),
      account: withPerson(proAccount(now), offered),
      checkout: 'window',
    }),
    'signed-in': (now) => ({
      ...ready(now),
      account: { ...withPerson(proAccount(now), ada), credits: proCredits(now, 1_285_000_000) },
    }),
    'team-member': (now) => ({
      ...ready(now),
      account: withPlans(
        withPerson(freeAccount(now, 3), {
          ...ada,
          standing: {
            ...adasStanding,
            wallets: adasStanding.wallets.map((one) => ({ ...one, mayBuy: one.of === 'me' })),
          },
        }),
      ),
    }),
    'team-owner': (now) => ({
      ...ready(now),
      account: {
        ...withPlans(withPerson(freeAccount(now, 3), ada)),
        plans: [activePlan(now, 1, 'team', 'Team', 'team'), activePlan(now, 2, 'basic', 'Basic', 'me')],
      },
    }),
    /** Begun by somebody who has signed out since, and by another account. */
    'purchase-waits': (now) => ({
      ...ready(now),
      account: {
        ...withPerson(freeAccount(now, 3), offered),
        purchases: [
          {
            ...samplePurchase(now, 1, 'starting'),
            expiresAt: null,
            payee: { kind: 'me', personId: samplePersonId },
            trouble: { code: 'signed_out' },
          },
        ],
      },
    }),
    'purchases-for-all': (now) => ({
      ...ready(now),
      account: {
        ...withPerson(proAccount(now), ada),
        purchases: [
          { ...samplePurchase(now, 1, 'claimed'), payee: { kind: 'me', personId: samplePersonId } },
          { ...samplePurchase(now, 2, 'claimed', 86_400_000), payee: acme },
          { ...samplePurchase(now, 3, 'claimed', 3 * 86_400_000) },
        ],
      },
    }),
    'refused-account': (now) => {
      const retryAt = now + 20 * 86_400_000;
      const params = { plan: 'Team', limit: 500, resets_at: retryAt, time_zone: 'UTC' };
      const code = 'quota_exhausted';
      const refusal: Refusal = { code, problem: code, params, detail: null, retryAt, payer: 'account' };
      const chat = makeChat(33, 'Out of messages', now - 1_000, [
        { question: 'Who used tally sticks?', answer: '', state: { kind: 'refused', refusal } },
      ]);
      return {
        ...ready(now),
        chats: [chat],
        account: {
          ...withPlans(
            withPerson(freeAccount(now, 3), { ...ada, standing: { ...adasStanding, plan: { name: 'Team', left: 0 } } }),
          ),
          credits: { ...freeAccount(now, 3).credits, mode: 'plan' },
        },
      };
    },
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
        plans: [activePlan(now, 1, 'team', 'Team', 'me')],
      },
    }),
    'sign-in-denied': (now) => ({
      ...ready(now),
      account: withPerson(freeAccount(now), { ...offered, trouble: { code: 'denied' } }),
    }),
  } satisfies Readonly<Record<string, Of>>;
}

// The situations around signing in and subscribing.
import type { AccountState } from '../../../src/preload/contract/account.ts';
import type { Person } from '../../../src/preload/contract/person.ts';
import { freeAccount, nobody, proAccount, proCredits } from './sample-account.ts';
import type { Scenario } from './scenarios.ts';

export const sampleIssuer = 'login.example.org';

const offered: Person = { ...nobody, issuer: sampleIssuer };
const ada: Person = {
  ...offered,
  session: { kind: 'in', name: 'Ada Lovelace', email: 'ada@example.org', place: 'keychain', isOffline: false },
  payer: 'account',
  standing: {
    plan: { name: 'Team', left: 412 },
    wallets: [
      { of: 'team', microcredits: 1_250_000_000, mayBuy: true },
      { of: 'me', microcredits: 35_000_000, mayBuy: true },
    ],
  },
};

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
    'sign-in-denied': (now) => ({
      ...ready(now),
      account: withPerson(freeAccount(now), { ...offered, trouble: { code: 'denied' } }),
    }),
  } satisfies Readonly<Record<string, Of>>;
}

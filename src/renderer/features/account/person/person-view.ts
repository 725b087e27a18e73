// What is said of the person who is signed in, and of who pays. Pure but for the words.
import type { AccountState } from '../../../../preload/contract/account.ts';
import type { Person } from '../../../../preload/contract/person.ts';
import { formatCredits } from '../../../shared/amounts.ts';
import { words } from '../../../words.ts';

/** Whether there is anything to be said of signing in. */
export function hasPersonPart({ issuer, session }: Person): boolean {
  return issuer !== null || session.kind !== 'none';
}

export function sayAccount({ session }: Person): string {
  const who = words.person.nameOf(session);
  return who === null ? words.person.payer.ownAccount : words.person.payer.account(who);
}

export function sayComputer({ tokenPlace }: AccountState): string {
  return tokenPlace === null ? words.person.payer.computerFree : words.person.payer.computer;
}

/** One sentence, always in sight where there are two that can pay. */
export function sayWhoPays(account: AccountState): string {
  const { person, tokenPlace } = account;
  const { payer } = words.person;
  if (person.payer === 'computer') return tokenPlace === null ? payer.freePays : payer.computerPays;
  const who = words.person.nameOf(person.session);
  return who === null ? payer.ownAccountPays : payer.accountPays(who);
}

/** What the account has, as rows of a name and a value. */
export function standingRows({ standing }: Person): readonly (readonly [string, string])[] {
  if (standing === null) return [];
  const say = words.person.standing;
  const { plan, wallets } = standing;
  return [
    ...(plan === null
      ? []
      : [[say.plan, plan.left === null ? plan.name : say.planLeft(plan.name, plan.left)] as const]),
    ...wallets.map(({ of, microcredits }) => [of === 'team' ? say.team : say.me, formatCredits(microcredits)] as const),
  ];
}

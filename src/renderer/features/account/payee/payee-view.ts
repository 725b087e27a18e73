// For whom credits can be bought, whom that starts with, and how it is said. Pure but for the words.
import type { AccountState } from '../../../../preload/contract/account.ts';
import { isSamePayee } from '../../../../preload/contract/same-payee.ts';
import type { Payee } from '../../../../preload/contract/payee.ts';
import type { PayerChoice, Person } from '../../../../preload/contract/person.ts';
import { formatCredits } from '../../../shared/amounts.ts';
import { words } from '../../../words.ts';
import { sayAccount } from '../person/person-view.ts';

export type PayeeOption = {
  readonly payee: Payee;
  readonly label: string;
  /** What it has, where that is known; else null. */
  readonly balance: string | null;
  /** Why it cannot be chosen; null: it can. */
  readonly whyNot: string | null;
};

/** The account and its team, where somebody is signed in, and always this computer. */
export function payeeOptions(account: AccountState): readonly PayeeOption[] {
  return [...personOptions(account.person), computerOption(account)];
}

/** None where nobody is signed in. */
export function personOptions(person: Person): readonly PayeeOption[] {
  const { id: personId, session, standing } = person;
  if (session.kind !== 'in' || personId === null) return [];
  const own = standing?.wallets.find(({ of }) => of === 'me');
  const ofTeam = standing?.wallets.find(({ of }) => of === 'team');
  const me: PayeeOption = {
    payee: { kind: 'me', personId },
    label: sayAccount(person),
    balance: own === undefined ? null : formatCredits(own.microcredits),
    whyNot: null,
  };
  const team = standing?.team ?? null;
  if (team === null || ofTeam === undefined) return [me];
  return [
    me,
    {
      payee: { kind: 'team', personId, teamId: team.id, teamName: team.name },
      label: team.name,
      balance: formatCredits(ofTeam.microcredits),
      whyNot: ofTeam.mayBuy ? null : words.buying.payee.onlyOwners,
    },
  ];
}

function computerOption({ computerMicrocredits: has }: AccountState): PayeeOption {
  const balance = has === null ? null : formatCredits(has);
  return { payee: { kind: 'computer' }, label: words.buying.payee.computer, balance, whyNot: null };
}

/** What somebody comes with: the payer of a message that was refused, or whom an earlier try was for. */
export type PayeeWish = PayerChoice | Payee | null;

/** Whoever pays now, unless something else was wished for and can be had. A team only where its plan was to pay, and by its owners. */
export function firstPayee(account: AccountState, wish: PayeeWish): Payee {
  const options = payeeOptions(account).filter(({ whyNot }) => whyNot === null);
  const of = (kind: Payee['kind']): Payee | undefined => options.find(({ payee }) => payee.kind === kind)?.payee;
  const isOfTeam = wish === 'account' && account.person.standing?.planOf === 'team';
  const asked =
    typeof wish === 'object'
      ? options.find(({ payee }) => wish !== null && isSamePayee(payee, wish))?.payee
      : of(wish === 'computer' ? 'computer' : isOfTeam ? 'team' : 'me');
  const now = account.person.payer === 'account' || wish === 'account' ? of('me') : undefined;
  return asked ?? now ?? { kind: 'computer' };
}

/** The one that was chosen as long as it can be had, else who would be chosen now. */
export function payeeNow(account: AccountState, chosen: Payee): Payee {
  const option = payeeOptions(account).find(({ payee, whyNot }) => whyNot === null && isSamePayee(payee, chosen));
  return option?.payee ?? firstPayee(account, null);
}

/** One sentence on what becomes of the credits. */
export function sayPayee(account: AccountState, payee: Payee): string {
  const say = words.buying.payee;
  switch (payee.kind) {
    case 'me':
      return say.meHint;
    case 'team':
      return say.teamHint(payee.teamName);
    case 'computer':
      return account.person.payer === 'account' ? say.computerHint : say.computerPaysHint;
  }
}

/** Whose the credits of a purchase are; null: this computer's, which need no word where nobody else buys. */
export function sayOwner(person: Person, payee: Payee): string | null {
  switch (payee.kind) {
    case 'computer':
      return null;
    case 'me':
      if (isTheirs(person, payee)) return sayAccount(person);
      return person.session.kind === 'in' ? words.buying.payee.otherAccount : words.buying.payee.anAccount;
    case 'team':
      return payee.teamName;
  }
}

/** Whether the person who is signed in began it. */
export function isTheirs({ id, session }: Person, payee: Exclude<Payee, { kind: 'computer' }>): boolean {
  return session.kind === 'in' && id === payee.personId;
}

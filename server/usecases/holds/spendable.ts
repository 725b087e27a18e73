// Which wallets a verified person may spend from, in the order in which they pay: the team's where their organisation counts, and
// then their own.
import type { Microcredits } from '../../contract/money.ts';
import { type WalletOwner, teamOwner, userOwner } from '../../domain/wallets/ledger.ts';
import { isTeamKey, type Caller, type UserCaller } from '../caller.ts';
import type { TeamRights } from '../wallets/team-rights.ts';

const none: readonly WalletOwner[] = [];

export type Spendable = (caller: Caller) => readonly WalletOwner[] | Promise<readonly WalletOwner[]>;

/** Answers at once, except where a team has to be asked and does not know at once. */
export function createSpendable({ maySpend }: Pick<TeamRights, 'maySpend'>): Spendable {
  return (caller) => {
    if (caller.kind !== 'user') return none;
    const team = teamThatPays(caller);
    const own = caller.user === null || isTeamKey(caller) ? none : [userOwner(caller.user)];
    if (team === null) return own;
    const both = [teamOwner(team), ...own];
    const may = maySpend(team, caller.user);
    return may instanceof Promise ? may.then((does) => (does ? both : own)) : may ? both : own;
  };
}

/** Goes on at once where it can, so that what was asked first is also written first. */
export function withKnown<Known, A>(known: Known | Promise<Known>, work: (known: Known) => Promise<A>): Promise<A> {
  return known instanceof Promise ? known.then(work) : work(known);
}

/** Only where the organisation is who is counted: elsewhere naming one says nothing of who pays. */
function teamThatPays({ scope, org }: UserCaller): string | null {
  return scope === 'org' ? org : null;
}

/** What a member may spend from their team's wallet in a month; null: it does not pay, or there is no limit. */
export type MemberLimit = (
  caller: Caller,
  owners: readonly WalletOwner[],
) => Microcredits | null | Promise<Microcredits | null>;

export const noMemberLimit: MemberLimit = () => null;

export function createMemberLimit({ monthlyLimit }: Pick<TeamRights, 'monthlyLimit'>): MemberLimit {
  return (caller, owners) => {
    if (monthlyLimit === undefined || caller.kind !== 'user' || caller.user === null) return null;
    const team = teamThatPays(caller);
    return team !== null && owners.includes(teamOwner(team)) ? monthlyLimit(team, caller.user) : null;
  };
}

// The subject of a report: whose uses count, which wallet is theirs, and in which time zone their days begin.
import { type Plan, usualTimeZone } from '../../contract/plans/plans.ts';
import { AccountId } from '../../contract/wallets/wallets.ts';
import { type CounterWindow, type PlanSubject, inZone, planOf, planSubject, zoneOf } from '../../domain/plans/plan.ts';
import { type Wallet, teamOwner, userOwner, walletId } from '../../domain/wallets/ledger.ts';
import { brand } from '../../lib/brand.ts';
import type { HoldStore } from '../../storage/holds/hold-store.ts';
import type { PlanSeen } from '../../storage/plans/plan-store.ts';
import type { UsesBy } from '../../storage/reports/report-store.ts';
import type { WalletStore } from '../../storage/wallets/wallet-store.ts';
import type { UsecaseConfig } from '../usecase-config.ts';

export type ReportOf = { readonly kind: 'user' | 'team'; readonly id: string };

export type ReportSubject = {
  readonly of: ReportOf;
  readonly by: UsesBy;
  /** null: nothing was ever booked for them. */
  readonly wallet: Wallet | null;
  readonly subject: PlanSubject;
  readonly timeZone: string;
};

export type SubjectReading = {
  readonly storage: Pick<WalletStore, 'readWallet' | 'readWalletById'> & Pick<HoldStore, 'readPayer'>;
  readonly config: Pick<UsecaseConfig, 'plans'>;
};

/** `timeZone`: the one that was asked for, null for the plan's. */
export async function findSubject(deps: SubjectReading, of: ReportOf, timeZone: string | null): Promise<ReportSubject> {
  const found = await subjectOf(deps, of);
  const zone = timeZone ?? zoneIn(await givenPlan(deps, found.subject));
  return { of, ...found, timeZone: zone };
}

type Found = Pick<ReportSubject, 'by' | 'wallet' | 'subject'>;

/** An account id goes before a user's of the same name: it is made here, and nobody chooses it. */
async function subjectOf({ storage }: SubjectReading, { kind, id }: ReportOf): Promise<Found> {
  if (kind === 'team') {
    const wallet = await storage.readWallet(teamOwner(id));
    return { by: { kind: 'team', id }, wallet, subject: planSubject('org', id) };
  }
  const account = AccountId.safeParse(id);
  const named = account.success ? await storage.readWalletById(walletId(account.data)) : null;
  if (named?.owner.startsWith('token:') === true)
    return { by: { kind: 'wallet', id: named.id }, wallet: named, subject: planSubject('wallet', named.id) };
  const wallet = await storage.readWallet(userOwner(id));
  return { by: { kind: 'user', id }, wallet, subject: planSubject('user', id) };
}

/** The plan that they subscribe to or that the operator gave them, by their own clocks; null: none, or it is not there any more. */
async function givenPlan({ storage, config }: SubjectReading, subject: PlanSubject): Promise<Plan | null> {
  const { plan } = await storage.readPayer({ payer: { kind: 'owners', owners: [] }, plan: askOf(subject) });
  return plan && planIn(plan, config);
}

export function planIn(
  { book, subscribed, assigned, timeZone }: PlanGiven,
  { plans }: Pick<UsecaseConfig, 'plans'>,
): Plan | null {
  const plan = planOf([book, new Map(plans.map((one) => [one.id, one]))], [subscribed, assigned]);
  return plan && inZone(plan, timeZone);
}

export type PlanGiven = Pick<PlanSeen, 'book' | 'subscribed' | 'assigned' | 'timeZone'>;

function zoneIn(plan: Plan | null): string {
  if (plan === null) return usualTimeZone;
  return plan.daily === null ? plan.time_zone : zoneOf(plan, plan.daily);
}

function askOf(subject: PlanSubject) {
  return { subject: () => subject, minute: noMinute, windows: () => [], spending: () => null } as const;
}

/** No window that anything is counted in. */
export const noMinute: CounterWindow = { key: brand('minute:'), endsAt: 0 };

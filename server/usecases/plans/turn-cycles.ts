// Turns the cycles of usage plans: ends what is over, takes back what is left of its grant, begins what follows, and draws the invoice
// of what has ended where there is a customer for it.
import type { CustomerId } from '../../contract/billing/subscription.ts';
import type { BillingStore } from '../../storage/billing/billing-store.ts';
import type { CyclesSeen, CycleStore } from '../../storage/plans/cycle-store.ts';
import type { WalletNamed } from '../../storage/wallets/wallet-store.ts';
import type { BillingEntity } from '../../domain/billing/customer.ts';
import { noMicrocredits } from '../../domain/money.ts';
import { createCalendar } from '../../domain/plans/calendar.ts';
import { leftOfGrants } from '../../domain/plans/grants.ts';
import { type PlanBook, type PlanSubject, inZone, planOf, usageTermsOf } from '../../domain/plans/plan.ts';
import { type CycleCase, type CycleRecord, cutFrom, grantRef, turnCycles } from '../../domain/plans/turn-cycle.ts';
import { emptyWallet, teamOwner, userOwner, walletId } from '../../domain/wallets/ledger.ts';
import type { Clock } from '../../lib/clock.ts';
import { invariant } from '../../lib/invariant.ts';
import type { Log } from '../../lib/log.ts';
import type { Postbox } from '../letters/postbox.ts';
import type { LedgerGuard } from '../wallets/ledger-guard.ts';
import type { UsecaseConfig } from '../usecase-config.ts';

const limit = 50;

type Turning = {
  readonly storage: CycleStore & Pick<BillingStore, 'readBilling'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
  readonly config: Pick<UsecaseConfig, 'plans' | 'creditRate' | 'leaseMs'>;
  readonly guard: Pick<LedgerGuard, 'isSound'>;
  readonly postbox: Pick<Postbox, 'ofBooking'>;
  readonly invoices: {
    generate(asked: {
      readonly customerId: CustomerId;
      readonly from: string;
      readonly to: string;
      readonly zone: string;
    }): Promise<unknown>;
  };
};

export function cycleTurner(deps: Turning): (signal: AbortSignal) => Promise<void> {
  const { storage, clock, newId, log, config, guard, postbox, invoices } = deps;
  const builtIn: PlanBook = new Map(config.plans.map((plan) => [plan.id, plan]));
  const calendar = createCalendar();

  function caseOf(subject: PlanSubject, seen: CyclesSeen, drawn: ReadonlySet<string>): CycleCase {
    const { assignment, book, cycles, cut, wallet } = seen;
    const named = planOf([book, builtIn], [assignment?.subscribedPlanId ?? assignment?.planId ?? null]);
    const plan = named && inZone(named, assignment?.timeZone ?? null);
    const usage = plan && usageTermsOf(plan);
    const grants = cycles
      .filter(({ granted }) => granted > 0)
      .map(({ id, granted }) => ({ ref: grantRef(id), amount: granted }));
    const [oldest] = grants;
    const left = oldest === undefined ? [] : leftOfGrants(grants, seen.entriesFrom(oldest.ref));
    const leftBy = new Map(grants.map(({ ref }, index) => [ref, left[index]]));
    const fresh = () => {
      const owner = ownerOf(subject);
      invariant('owner' in owner, `the wallet of ${subject} is gone`);
      return emptyWallet({ id: walletId(newId()), owner: owner.owner });
    };
    return {
      subject,
      plan: plan === null || usage === null ? null : { ...plan, usage },
      since: assignment?.since ?? clock.now(),
      live: cycles.map((cycle) => ({ ...cycle, left: leftBy.get(grantRef(cycle.id)) ?? noMicrocredits })),
      cut,
      slot: wallet === null ? { wallet: fresh(), isNew: true } : { wallet, isNew: false },
      drawn,
    };
  }

  function change(subject: PlanSubject, drawn: ReadonlySet<string>): Promise<readonly CycleRecord[]> {
    const at = { now: clock.now(), calendar, creditRate: config.creditRate, newId };
    return storage.changeCycles({ subject, wallet: ownerOf(subject), cutFrom: cutFrom(at.now) }, (seen) => {
      const write = turnCycles(caseOf(subject, seen, drawn), at);
      return { write: { ...write, letters: postbox.ofBooking(write.posting) }, answer: write.cycles };
    });
  }

  /** A cycle is closed only after its invoice was drawn, so that a crash in between is made good at the next turn. */
  async function turn(subject: PlanSubject): Promise<void> {
    if (!(await guard.isSound())) return;
    const turned = await change(subject, new Set());
    const due = turned.filter(({ state, isCut }) => state === 'closing' && !isCut);
    for (const cycle of due) await draw(cycle);
    if (due.length > 0) await change(subject, new Set(due.map(({ id }) => id)));
  }

  /** For the days of the cycle by its own clocks, so that a second try finds the same invoice. Without a customer record the operator draws it by hand. */
  async function draw({ subject, startsAt, endsAt, zone }: CycleRecord): Promise<void> {
    const { customer } = await storage.readBilling({ entity: entityOf(subject) });
    if (customer === null) return;
    const [from, to] = [calendar.dateAt(startsAt, zone), calendar.dateAt(endsAt - 1, zone)];
    await invoices.generate({ customerId: customer.id, from, to, zone });
  }

  return async (signal) => {
    for (let round = limit; round === limit && !signal.aborted;) {
      const now = clock.now();
      const due = await storage.leaseCycles({ now, until: now + config.leaseMs, limit });
      for (const subject of due) {
        try {
          await turn(subject);
        } catch (error) {
          // The lease keeps it quiet for a while; then it is looked at again.
          log.error({ subject, err: error }, 'the cycle of a plan could not be turned');
        }
      }
      round = due.length;
    }
  };
}

function entityOf(subject: PlanSubject): BillingEntity {
  const [scope = '', ...rest] = subject.split(':');
  return { type: scope === 'org' ? 'team' : scope === 'wallet' ? 'wallet' : 'user', id: rest.join(':') };
}

function ownerOf(subject: PlanSubject): WalletNamed {
  const { type, id } = entityOf(subject);
  switch (type) {
    case 'user':
      return { owner: userOwner(id) };
    case 'team':
      return { owner: teamOwner(id) };
    case 'wallet':
      return { id: walletId(id) };
  }
}

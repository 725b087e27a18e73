// What can become of a payment at Stripe, on our own page and on Stripe's.
import type { StripeSim } from '../../../../support/stripe-sim/stripe-sim.ts';
import { type Act, type End, type Life, bought, happens, nothing, refunds } from './life.ts';

type StripeAct = Act<StripeSim>;

const succeed: StripeAct = happens((sim, id) => sim.succeed(id));
const decline: StripeAct = happens((sim, id) => sim.decline(id));
const process: StripeAct = happens((sim, id) => sim.process(id));
const failLate: StripeAct = happens((sim, id) => sim.failLate(id));
const cancel: StripeAct = happens((sim, id) => sim.cancel(id));
const expireSession: StripeAct = happens((sim, id) => sim.expireSession(id));
const giveBack = (cents: number, status = 'succeeded'): StripeAct =>
  happens((sim, id) => sim.giveBack(id, { cents, status }));
const moveRefund = (status: string): StripeAct => happens((sim) => sim.moveRefund(sim.refunds[0]?.id ?? '', status));
const dispute: StripeAct = happens((sim, id) => sim.dispute(id));
const decide = (status: string): StripeAct => happens((sim, id) => sim.moveDispute(id, status));

const allBack: End = { state: 'refunded', wallet: 0, aside: 0, refundedCents: 500 };

export const elementLives: readonly Life<StripeSim>[] = [
  { name: 'paid', acts: [succeed], end: bought() },
  { name: 'declined, and never tried again', acts: [decline], end: nothing('expired') },
  { name: 'declined twice, then paid', acts: [decline, decline, succeed], end: bought() },
  { name: 'paid by a method that takes days', acts: [process, succeed], end: bought() },
  { name: 'not paid after days', acts: [process, failLate], end: nothing('expired') },
  { name: 'not paid after days, then by card', acts: [process, failLate, succeed], end: bought() },
  { name: 'called off', acts: [decline, cancel], end: nothing('failed') },
  {
    name: 'given back in part at the provider',
    acts: [succeed, giveBack(200)],
    end: bought({ wallet: 60, refundedCents: 200 }),
  },
  { name: 'given back in two parts at the provider', acts: [succeed, giveBack(200), giveBack(300)], end: allBack },
  { name: 'given back whole at the provider', acts: [succeed, giveBack(500)], end: allBack },
  {
    name: 'given back by a bank that takes days',
    acts: [succeed, giveBack(500, 'pending'), moveRefund('succeeded')],
    end: allBack,
  },
  {
    name: 'not given back after all',
    acts: [succeed, giveBack(500, 'pending'), moveRefund('failed')],
    end: bought(),
  },
  {
    name: 'given back, and returned by the bank later',
    acts: [succeed, giveBack(500), moveRefund('failed')],
    end: bought(),
  },
  { name: 'disputed', acts: [succeed, dispute], end: { state: 'disputed', wallet: 0, aside: 100, refundedCents: 0 } },
  { name: 'disputed, and won', acts: [succeed, dispute, decide('under_review'), decide('won')], end: bought() },
  { name: 'disputed, and lost', acts: [succeed, dispute, decide('lost')], end: allBack },
  {
    name: 'given back in part, then disputed and lost',
    acts: [succeed, giveBack(200), dispute, decide('lost')],
    end: allBack,
  },
  {
    name: 'given back in part, then disputed and won',
    acts: [succeed, giveBack(200), dispute, decide('won')],
    end: bought({ wallet: 60, refundedCents: 200 }),
  },
  { name: 'given back by our operator', acts: [succeed, refunds(null)], end: allBack },
  {
    name: 'given back in part by our operator, and then at the provider',
    acts: [succeed, refunds(125), giveBack(375)],
    end: allBack,
  },
  {
    name: 'given back by our operator, and returned by the bank',
    acts: [succeed, refunds(200), moveRefund('failed')],
    end: bought(),
  },
];

/** On Stripe's own page, where a payment is known by the page's id before it has one of its own. */
export const sessionLives: readonly Life<StripeSim>[] = [
  { name: 'paid', acts: [succeed], end: bought() },
  { name: 'paid by a method that takes days', acts: [process, succeed], end: bought() },
  { name: 'not paid after days', acts: [process, failLate], end: nothing('failed') },
  { name: 'declined, and left open', acts: [decline, expireSession], end: nothing('expired') },
  {
    name: 'given back in part',
    acts: [succeed, giveBack(200)],
    end: bought({ wallet: 60, refundedCents: 200 }),
  },
  { name: 'disputed, and lost', acts: [succeed, dispute, decide('lost')], end: allBack },
];

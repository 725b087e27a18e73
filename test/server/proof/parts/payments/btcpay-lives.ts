// What can become of an invoice at BTCPay Server.
import type { BtcpaySim } from '../../../../support/btcpay-sim/btcpay-sim.ts';
import type { PayoutState } from '../../../../support/btcpay-sim/pulls.ts';
import { type Act, type Life, bought, happens, hour, nothing, passes, refunds } from './life.ts';

type BtcpayAct = Act<BtcpaySim>;

const receive = (value: number): BtcpayAct => happens((sim, id) => sim.receive(id, value));
const confirm: BtcpayAct = happens((sim, id) => sim.confirm(id));
const expire: BtcpayAct = happens((sim, id) => sim.expire(id));
const replace: BtcpayAct = happens((sim, id) => sim.replace(id));
const invalidate: BtcpayAct = happens((sim, id) => sim.invalidate(id));
const mark = (status: 'Settled' | 'Invalid'): BtcpayAct => happens((sim, id) => sim.mark(id, status));
const giveBack = (amount: string): BtcpayAct => happens((sim, id) => sim.refundInUi(id, { amount, currency: 'EUR' }));
const newest = (sim: BtcpaySim): string => sim.pulls[0]?.id ?? '';
const claim: BtcpayAct = happens((sim) => sim.claim(newest(sim)));
const move = (state: PayoutState): BtcpayAct => happens((sim) => sim.movePayouts(newest(sim), state));
const archive: BtcpayAct = happens((sim) => sim.archive(newest(sim)));
/** Past the end of its monitoring, from when BTCPay Server takes no more notice. */
const forgotten: BtcpayAct = passes(27 * hour);

export const btcpayLives: readonly Life<BtcpaySim>[] = [
  { name: 'paid', acts: [receive(5), confirm], end: bought() },
  { name: 'never paid', acts: [expire], end: nothing('expired') },
  { name: 'paid too much', acts: [receive(7), confirm], end: bought({ aside: 40 }) },
  { name: 'paid twice', acts: [receive(5), confirm, receive(5), confirm], end: bought({ aside: 100 }) },
  { name: 'paid in two parts', acts: [receive(2), receive(3), confirm], end: bought() },
  { name: 'paid late', acts: [expire, receive(5), confirm], end: bought() },
  {
    name: 'paid too little',
    acts: [receive(3), expire, confirm, forgotten],
    end: { state: 'expired', wallet: 0, aside: 60, refundedCents: 0 },
  },
  {
    name: 'paid too little, and late',
    acts: [expire, receive(2), confirm, forgotten],
    end: { state: 'expired', wallet: 0, aside: 40, refundedCents: 0 },
  },
  { name: 'paid in two parts, the second late', acts: [receive(2), expire, receive(3), confirm], end: bought() },
  { name: 'replaced (RBF), and paid again', acts: [receive(5), replace, receive(5), confirm], end: bought() },
  { name: 'replaced (RBF), and never paid', acts: [receive(5), replace, expire], end: nothing('expired') },
  { name: 'never confirmed', acts: [receive(5), invalidate], end: nothing('failed') },
  { name: 'marked as paid', acts: [mark('Settled')], end: bought() },
  { name: 'marked as paid, and taken back', acts: [mark('Settled'), mark('Invalid')], end: nothing('failed') },
  {
    name: 'marked as paid, taken back, and marked again',
    acts: [mark('Settled'), mark('Invalid'), mark('Settled')],
    end: bought(),
  },
  { name: 'paid, and marked as invalid', acts: [receive(5), confirm, mark('Invalid')], end: nothing('failed') },
  {
    name: 'given back in part at the provider',
    acts: [receive(5), confirm, giveBack('2.00'), claim, move('Completed')],
    end: bought({ wallet: 60, refundedCents: 200 }),
  },
  {
    name: 'given back whole at the provider',
    acts: [receive(5), confirm, giveBack('5.00'), claim, move('Completed')],
    end: { state: 'refunded', wallet: 0, aside: 0, refundedCents: 500 },
  },
  {
    name: 'offered back, and never collected',
    acts: [receive(5), confirm, giveBack('2.00'), archive],
    end: bought(),
  },
  {
    name: 'given back by our operator',
    acts: [receive(5), confirm, refunds(null), claim, move('Completed')],
    end: { state: 'refunded', wallet: 0, aside: 0, refundedCents: 500 },
  },
  {
    name: 'given back in part by our operator, and not collected yet',
    acts: [receive(5), confirm, refunds(125)],
    end: bought({ wallet: 75, refundedCents: 125 }),
  },
];

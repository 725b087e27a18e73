// From the server's hold to the price of the message that it pays for. Pure.
import type { Hold } from '../../../../../server/contract/holds/holds.ts';
import type { Charge } from '../../../../preload/contract/message.ts';

export function toCharge(hold: Hold): Charge {
  switch (hold.state) {
    case 'held':
      return { kind: 'held', source: hold.source };
    case 'captured':
      return { kind: 'captured', source: hold.source, microcredits: hold.captured_microcredits };
    case 'released':
    case 'expired':
      return { kind: 'released' };
  }
}

/** A hold can never cost more than it reserved (I5), nor answer for another run. */
export function isBelievable(hold: Hold, runId: string): boolean {
  return hold.id === runId && hold.captured_microcredits <= hold.amount_microcredits;
}

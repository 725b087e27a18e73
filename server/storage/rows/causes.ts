// Why something was booked, as it stands in a row: the code, and beside it the one parameter that each code has.
import { BookingCause, RefundCause } from '../../contract/booking-cause.ts';

type StoredCause = { readonly code: string; readonly reason: string };

export function parameterOf(cause: BookingCause): string {
  switch (cause.code) {
    case 'written':
      return cause.text;
    case 'charge':
      return cause.model;
    case 'plan_grant':
    case 'plan_grant_over':
      return cause.plan;
    default:
      return cause.order_id;
  }
}

export function readBookingCause(stored: StoredCause): BookingCause {
  return BookingCause.parse(causeOf(stored));
}

export function readRefundCause(stored: StoredCause): RefundCause {
  return RefundCause.parse(causeOf(stored));
}

/** Each code's schema picks its own. */
function causeOf({ code, reason }: StoredCause): unknown {
  return { code, text: reason, model: reason, plan: reason, order_id: reason };
}

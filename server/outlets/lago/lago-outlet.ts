// Tells Lago what was used and paid, one event for each capture, paid order and refund. Lago knows an event by its transaction_id, and takes none twice.
import { z } from 'zod';
import { OrderChanged, RefundChanged, UsageCaptured } from '../../contract/letters/events.ts';
import { type Letter, type Outlet, OutletFailed } from '../outlet.ts';
import { openPost } from '../post.ts';

export type LagoOutletOptions = {
  /** Where Lago's API is; it may end in a path. */
  readonly url: string;
  readonly apiKey: string;
  /** The codes of the billable metrics that the operator made for this. */
  readonly codes: LagoCodes;
  /** Default 10,000. */
  readonly timeoutMs?: number;
};

export type LagoCodes = { readonly usage: string; readonly payment: string; readonly refund: string };

/** What Lago says no with (api version 1, read November 2026). */
const Refused = z.object({ error_details: z.record(z.string(), z.array(z.string())) });

export function createLagoOutlet({ url, apiKey, codes, ...limits }: LagoOutletOptions): Outlet {
  const post = openPost(new URL(`${url.replace(/\/+$/, '')}/api/v1/events`), limits);
  return {
    name: 'lago',
    async deliver(letter, signal) {
      const body = JSON.stringify({ event: lagoEvent(letter, codes) });
      const { status, text } = await post.send({ authorization: `Bearer ${apiKey}` }, body, signal);
      if (status >= 200 && status <= 299) return;
      const details = status === 422 ? detailsIn(text) : {};
      if (!isKnownAlready(details)) throw new OutletFailed({ code: 'answered', status, told: inWords(details) });
    },
    close: () => post.close(),
  };
}

function lagoEvent(letter: Letter, codes: LagoCodes) {
  switch (letter.type) {
    case 'order.changed':
      return paymentEvent(letter, codes.payment);
    case 'refund.changed':
      return refundEvent(letter, codes.refund);
    default:
      return usageEvent(letter, codes.usage);
  }
}

/** An order that is paid once more, after a dispute say, has the same name as before, and so Lago counts it once. */
function paymentEvent({ createdAt, data }: Letter, code: string) {
  const { order, paid_cents: amount_cents, ...buyer } = OrderChanged.parse(JSON.parse(data));
  const money = { amount_cents, currency: order.currency, order_id: order.id };
  return moneyEvent({ transaction_id: `payment_${order.id}`, code, money, buyer, createdAt });
}

function refundEvent({ createdAt, data }: Letter, code: string) {
  const { refund, order: _order, ...buyer } = RefundChanged.parse(JSON.parse(data));
  const { id, order_id, amount_cents, currency } = refund;
  return moneyEvent({
    transaction_id: `refund_${id}`,
    code,
    money: { amount_cents, currency, order_id },
    buyer,
    createdAt,
  });
}

type Told = {
  readonly transaction_id: string;
  readonly code: string;
  readonly money: { readonly amount_cents: number; readonly currency: string; readonly order_id: string };
  readonly buyer: Pick<z.output<typeof OrderChanged>, 'account_id' | 'user_id' | 'team_id'>;
  readonly createdAt: number;
};

/** Told under the wallet's account id, as its use is. */
function moneyEvent({ transaction_id, code, money, buyer, createdAt }: Told) {
  const { account_id, user_id, team_id } = buyer;
  const person = user_id === null ? `wallet:${account_id}` : `user:${user_id}`;
  const owner = team_id === null ? person : `team:${team_id}`;
  return {
    transaction_id,
    external_subscription_id: account_id,
    code,
    timestamp: inSeconds(createdAt),
    properties: { ...money, owner },
  };
}

/** The thousandths keep two events of one second apart. */
function inSeconds(at: number): string {
  return (at / 1000).toFixed(3);
}

function usageEvent({ id, data }: Letter, code: string) {
  const usage = UsageCaptured.parse(JSON.parse(data));
  return {
    transaction_id: id,
    external_subscription_id: usage.account_id ?? usage.subject,
    code,
    timestamp: inSeconds(usage.at),
    // Only text and numbers: Lago takes no null here.
    properties: {
      hold_id: usage.hold_id,
      model: usage.model,
      venue: usage.venue,
      outcome: usage.outcome ?? '',
      plan_id: usage.plan_id ?? '',
      upstream: usage.upstream ?? '',
      price_rule: usage.price_rule ?? '',
      prompt_tokens: usage.prompt_tokens,
      cached_tokens: usage.cached_tokens,
      completion_tokens: usage.completion_tokens,
      reasoning_tokens: usage.reasoning_tokens,
      duration_ms: usage.duration_ms,
      response_bytes: usage.response_bytes,
      images: usage.images,
      amount_microcredits: usage.amount_microcredits,
      user_id: usage.user_id ?? '',
      team_id: usage.team_id ?? '',
      api_key_id: usage.api_key_id ?? '',
      worth_microcredits: usage.worth_microcredits ?? usage.amount_microcredits,
    },
  };
}

/** A repeat of an event that arrived before and whose receipt was lost: this one complaint means that Lago has it. */
function isKnownAlready(details: z.infer<typeof Refused>['error_details']): boolean {
  const fields = Object.keys(details);
  return fields.length === 1 && details['transaction_id']?.includes('value_already_exist') === true;
}

function detailsIn(text: string): z.infer<typeof Refused>['error_details'] {
  try {
    return Refused.parse(JSON.parse(text)).error_details;
  } catch {
    return {};
  }
}

/** Only words of the shape that Lago's codes have: what a stranger writes in its place is not repeated. */
function inWords(details: z.infer<typeof Refused>['error_details']): string | null {
  const words = Object.entries(details)
    .flatMap(([field, codes]) => codes.map((one) => `${field} ${one}`))
    .filter((words) => /^[a-z0-9_ ]{1,80}$/.test(words))
    .slice(0, 5);
  return words.length === 0 ? null : words.join(', ');
}

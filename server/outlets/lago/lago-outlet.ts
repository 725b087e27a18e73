// Tells Lago what was used, one event for each capture. Lago knows an event by its transaction_id, and takes none twice.
import { z } from 'zod';
import { UsageCaptured } from '../../contract/letters/events.ts';
import { type Letter, type Outlet, OutletFailed } from '../outlet.ts';
import { openPost } from '../post.ts';

export type LagoOutletOptions = {
  /** Where Lago's API is; it may end in a path. */
  readonly url: string;
  readonly apiKey: string;
  /** The code of the billable metric that the operator made for this. */
  readonly code: string;
  /** Default 10,000. */
  readonly timeoutMs?: number;
};

/** What Lago says no with (api version 1, read November 2026). */
const Refused = z.object({ error_details: z.record(z.string(), z.array(z.string())) });

export function createLagoOutlet({ url, apiKey, code, ...limits }: LagoOutletOptions): Outlet {
  const post = openPost(new URL(`${url.replace(/\/+$/, '')}/api/v1/events`), limits);
  return {
    name: 'lago',
    async deliver(letter, signal) {
      const body = JSON.stringify({ event: lagoEvent(letter, code) });
      const { status, text } = await post.send({ authorization: `Bearer ${apiKey}` }, body, signal);
      if (status >= 200 && status <= 299) return;
      const details = status === 422 ? detailsIn(text) : {};
      if (!isKnownAlready(details)) throw new OutletFailed(`Lago answered ${status}${inWords(details)}`);
    },
    close: () => post.close(),
  };
}

function lagoEvent({ id, data }: Letter, code: string) {
  const usage = UsageCaptured.parse(JSON.parse(data));
  return {
    transaction_id: id,
    external_subscription_id: usage.account_id ?? usage.subject,
    code,
    // Seconds; the thousandths keep two captures of one second apart.
    timestamp: (usage.at / 1000).toFixed(3),
    // Words and numbers alone: Lago knows no null here.
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
function inWords(details: z.infer<typeof Refused>['error_details']): string {
  const words = Object.entries(details)
    .flatMap(([field, codes]) => codes.map((one) => `${field} ${one}`))
    .filter((words) => /^[a-z0-9_ ]{1,80}$/.test(words))
    .slice(0, 5);
  return words.length === 0 ? '' : `: ${words.join(', ')}`;
}

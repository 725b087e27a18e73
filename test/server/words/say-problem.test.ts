// Sentences are made of a code and its parameters alone: whatever these are, in every language, and in the reader's own.
import { describe, expect, it } from 'vitest';
import { microcredits } from '../../../server/domain/money.ts';
import type { ProblemCode, ProblemParams } from '../../../server/contract/problem.ts';
import { sayProblem, sayCause, sayRefundFailure } from '../../../server/words/say-problem.ts';

function say<Code extends ProblemCode>(code: Code, params: ProblemParams<Code>, accept?: string): string {
  return sayProblem({ code, params }, accept).detail;
}

const at = Date.UTC(2026, 10, 23, 8, 59, 1);

describe('in English', () => {
  it('says what a message costs to the last microcredit, and much of it to the hundredth', () => {
    const exhausted = (needed: number, available: number) =>
      say('credits_exhausted', {
        needed_microcredits: microcredits(needed),
        available_microcredits: microcredits(available),
      });
    expect(exhausted(1_000_000, 0)).toBe(
      'Your credits do not cover this: it can cost up to 1 credit, and you have 0 credits to spend. Buy credits to go on.',
    );
    expect(exhausted(20, 19)).toContain('up to 0.00002 credits, and you have 0.000019 credits');
    expect(exhausted(2e12, 1_999_999_999_999)).toContain('up to 2,000,000 credits, and you have 1,999,999.99 credits');
  });

  it('says what a text of a form of its own has to look like', () => {
    const wrong = (field: string, format: string) =>
      say('invalid_request', { reason: 'field_wrong_format', field, format });
    expect(wrong('currency', 'currency')).toBe(
      'The field "currency" must be the code of a currency in capitals, such as EUR.',
    );
    expect(wrong('order_id', 'order_name')).toContain('must have 1 to 64 letters, digits, ".", "_", ":" and "-"');
    expect(wrong('id', 'uuid')).toBe('The field "id" must be a valid UUID.');
  });

  it('says whose free messages are used up, and when the next ones come: never a minute too early', () => {
    const used = { reason: 'used_up', resets_at: at } as const;
    expect(say('free_exhausted', { ...used, limit: 2, whose: 'client' })).toBe(
      'You have used your 2 free messages. Buy credits, or come back on 23 November at 09:00 UTC.',
    );
    expect(say('free_exhausted', { ...used, limit: 1, whose: 'network' })).toBe(
      'The free message of your network is used up. Buy credits, or come back on 23 November at 09:00 UTC.',
    );
  });

  it('tells the end of a plan’s day by the clocks of the plan’s zone, and names it', () => {
    const used = { plan: 'Club', resets_at: Date.UTC(2026, 0, 7, 23), time_zone: 'Asia/Kolkata' };
    expect(say('daily_limit_reached', { ...used, limit: 1 })).toBe(
      'You have used today’s one message of the plan "Club". Change to a larger plan, or come back on 8 January at 04:30 in Asia/Kolkata.',
    );
    expect(say('quota_exhausted', { ...used, limit: 2_000 })).toContain(
      'this month’s 2,000 messages of the plan "Club"',
    );
  });

  it('writes money with the digits of its currency', () => {
    const offered = { reason: 'amount_not_offered', min_cents: 150, max_cents: 10_000 } as const;
    expect(say('invalid_request', { ...offered, currency: 'EUR' })).toBe('Choose an amount from €1.50 to €100.00.');
    expect(say('invalid_request', { ...offered, currency: 'JPY' })).toBe('Choose an amount from ¥150 to ¥10,000.');
    expect(say('refund_too_large', { refundable_cents: 0, currency: 'EUR' })).toMatch(/^Nothing of this order/);
  });

  it('says one second and one message as one says them', () => {
    expect(say('plan_rate_limited', { limit: 1, retry_after_s: 1, resets_at: at })).toBe(
      'Your plan allows one message in a minute. Try again in one second.',
    );
  });

  it('repeats what was said before codes had parameters', () => {
    const told = sayProblem({ code: 'free_exhausted', params: { legacy_detail: 'No more today.' } }, 'de');
    expect(told).toEqual({ title: 'The free messages are used up', detail: 'No more today.', language: 'en' });
  });
});

describe('in the language that the reader likes best', () => {
  it.each([
    ['de-CH', 'de', /Ihre 1[’']000 Gratisnachrichten verbraucht\..* am 23\. November um 09:00 \(UTC\) wieder\.$/],
    ['de', 'de', /Ihre 1\.000 Gratisnachrichten/],
    ['it', 'it', /messaggi gratuiti sono stati usati tutti\. .* il 23 novembre alle 09:00 \(UTC\)\.$/],
    ['zh-CN,zh;q=0.9', 'zh-Hans', /1,000 条免费消息已用完。.*11月23日 09:00（UTC）/],
    ['en-US', 'en', /your 1,000 free messages\. .* on November 23 at 09:00 AM UTC\.$/],
    ['fr, *;q=0.1', 'en', /your 1,000 free messages\. .* on 23 November at 09:00 UTC\.$/],
  ])('%s', (accept, language, sentence) => {
    const params = { reason: 'used_up', limit: 1_000, whose: 'client', resets_at: at } as const;
    const told = sayProblem({ code: 'free_exhausted', params }, accept);
    expect(told.language).toBe(language);
    expect(told.detail).toMatch(sentence);
  });

  it('writes the article before an Italian day as it is spoken, and a single credit as one', () => {
    const used = { reason: 'used_up', limit: 2, whose: 'client' } as const;
    const on = (day: number) => say('free_exhausted', { ...used, resets_at: Date.UTC(2026, 10, day, 9) }, 'it');
    expect([1, 8, 11, 18].map((day) => /tornare (.*) novembre/.exec(on(day))?.[1])).toEqual([
      'il 1',
      'l’8',
      'l’11',
      'il 18',
    ]);
    const left = { needed_microcredits: microcredits(2_000_000), available_microcredits: microcredits(1_000_000) };
    expect(say('credits_exhausted', left, 'it')).toContain('ne resta 1.');
  });

  it('says why a refund failed, whether the provider refused it or ended it later', () => {
    expect(sayRefundFailure({ reason: 'more_than_is_left', provider: 'stripe' }, 'de')).toMatch(/^Stripe erstattet/);
    expect(sayRefundFailure({ reason: 'failed_at_provider' }, 'it')).toMatch(/servizio di pagamento/);
    expect(sayRefundFailure({ legacy_detail: 'No.' }, 'zh')).toBe('No.');
  });

  it('says the usual reason for a refund in the language of its reader, and any other as it was written', () => {
    const reasons = ['en', 'de', 'it', 'zh'].map((accept) =>
      sayCause({ code: 'written', text: 'requested_by_customer' }, accept),
    );
    expect(reasons.filter((reason) => reason.includes('requested'))).toEqual([]);
    expect(new Set(reasons).size).toBe(4);
    expect(sayCause({ code: 'written', text: 'It was toString' }, 'de')).toBe('It was toString');
  });
});

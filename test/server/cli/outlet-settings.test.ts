// The settings of receivers and of free amounts: whole or not at all, and a sentence for each fault.
import { describe, expect, it } from 'vitest';
import { loadSettings } from '../../../server/settings/config.ts';
import { outletsIn } from '../../../server/settings/outlet-settings.ts';

const production = { NODE_ENV: 'production', ANON_SALT: 'a salt of enough length' };
const http = { OUTBOX_URL: 'https://books.example.org/in', OUTBOX_SECRET: 'a secret of the receiver' };
const lago = { LAGO_URL: 'https://api.getlago.com', LAGO_API_KEY: 'a key of Lago' };

describe('a receiver', () => {
  it('is told when it is set up whole, and nobody else is', () => {
    expect(outletsIn(loadSettings({}))).toEqual([]);
    expect(outletsIn(loadSettings({ ...production, ...http }))).toEqual(['http']);
    expect(outletsIn(loadSettings({ ...production, ...http, ...lago }))).toEqual(['http', 'lago']);
  });

  it.each([
    [{ OUTBOX_URL: http.OUTBOX_URL }, 'OUTBOX_SECRET must be set beside OUTBOX_URL.'],
    [{ OUTBOX_SECRET: http.OUTBOX_SECRET }, 'OUTBOX_URL must be set beside OUTBOX_SECRET.'],
    [{ LAGO_URL: lago.LAGO_URL }, 'LAGO_API_KEY must be set beside LAGO_URL.'],
    [{ LAGO_API_KEY: lago.LAGO_API_KEY }, 'LAGO_URL must be set beside LAGO_API_KEY.'],
    [{ ...http, OUTBOX_SECRET: '' }, /^OUTBOX_SECRET must have 16 characters or more/],
    [{ ...http, OUTBOX_SECRET: 'short' }, /^OUTBOX_SECRET must have 16 characters or more/],
    [{ ...lago, LAGO_API_KEY: '' }, /^LAGO_API_KEY must not be empty/],
    [{ ...http, OUTBOX_URL: 'ftp://books.example.org' }, /^OUTBOX_URL must be an http or https address such as/],
    [{ ...http, OUTBOX_URL: 'books' }, /^OUTBOX_URL must be an http or https address such as/],
    [{ ...http, OUTBOX_URL: 'https://me:pw@books.example.org' }, 'OUTBOX_URL must not hold a name or a password.'],
    [{ ...lago, LAGO_EVENT_CODE: 'a b' }, /^LAGO_EVENT_CODE must be the code of a billable metric/],
    [
      { ...production, ...http, OUTBOX_URL: 'http://books.example.org' },
      /^OUTBOX_URL must be an https address in production/,
    ],
    [{ ...production, ...lago, LAGO_URL: 'http://10.0.0.9' }, /^LAGO_URL must be an https address in production/],
  ])('%j stops the start with a sentence', (env, message) => {
    expect(() => loadSettings(env)).toThrow(message);
  });

  it.each(['http://127.0.0.1:9000/', 'http://localhost:9000', 'http://[::1]:9000'])(
    'on the same machine may be plain: %s',
    (url) => {
      expect(outletsIn(loadSettings({ ...production, ...http, OUTBOX_URL: url }))).toEqual(['http']);
    },
  );
});

describe('FREE_AMOUNT', () => {
  const rate = { amount_cents: 100, credits_microcredits: 50_000_000 };
  const good = { currency: 'EUR', min_cents: 100, max_cents: 10_000, rate };
  const load = (value: unknown) => loadSettings({ FREE_AMOUNT: JSON.stringify(value) }).FREE_AMOUNT;

  it('is read whole, and left out means that only packs are sold', () => {
    expect(load(good)).toEqual(good);
    expect(loadSettings({}).FREE_AMOUNT).toBeUndefined();
  });

  it.each([
    ['not JSON', /^FREE_AMOUNT must be a JSON object such as \{"currency":"EUR"/],
    [JSON.stringify({ ...good, currency: 'euro' }), /^FREE_AMOUNT must be a JSON object such as/],
    [JSON.stringify({ ...good, min_cents: 0 }), /^FREE_AMOUNT must be a JSON object such as/],
    [
      JSON.stringify({ ...good, rate: { ...rate, credits_microcredits: 0 } }),
      /^FREE_AMOUNT must be a JSON object such as/,
    ],
    [JSON.stringify({ ...good, min_cents: 10_001 }), 'FREE_AMOUNT must have a min_cents of no more than its max_cents'],
    [
      JSON.stringify({ ...good, min_cents: 9, rate: { amount_cents: 10, credits_microcredits: 1 } }),
      'FREE_AMOUNT must give credits for its min_cents, and 9 would buy nothing.',
    ],
    [
      JSON.stringify({ ...good, rate: { amount_cents: 1, credits_microcredits: Number.MAX_SAFE_INTEGER } }),
      'FREE_AMOUNT must have a lower max_cents',
    ],
  ])('%s stops the start with a sentence', (text, message) => {
    expect(() => loadSettings({ FREE_AMOUNT: text })).toThrow(message);
  });
});

// The chat backend and the usage gate.
import { randomUUID } from 'node:crypto';
import { newToken, tokenHash } from '../companion.ts';
import { person, type Row, type Sender, text } from './row.ts';

export const model = 'gemma3:270m';
/** Bought by the rows below, and then used. */
export const token = newToken();
const visitor: Sender = { as: 'client-of-a-chat' };
const open = { time_zone: 'UTC', monthly_quota: null, per_minute: null, daily: null, routes: null, models: null };

export const chatRows: readonly Row[] = [
  {
    ask: 'GET /v1/pro/status',
    by: visitor,
    status: 200,
    fields: { mode: 'off', pro_left: 0, free: { limit: 2, left: 2 } },
  },
  {
    ask: 'POST /chat',
    body: { message: 'Hi' },
    by: visitor,
    status: 200,
    fields: { text },
    headers: { 'x-free-left': '1', 'x-ratelimit-limit': text, 'x-ratelimit-remaining': text },
  },
  {
    ask: 'POST /chat/stream',
    body: {
      messages: [
        { role: 'system', content: 'Be kind' },
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Yes?' },
        { role: 'user', content: 'Hi' },
      ],
    },
    by: visitor,
    status: 200,
    fields: /\S/,
    headers: { 'x-free-left': '0', 'content-type': 'text/plain; charset=utf-8' },
  },
  {
    ask: 'POST /chat',
    body: { message: 'Hi' },
    by: visitor,
    status: 402,
    fields: { code: 'free_exhausted', detail: text },
    headers: { 'x-free-left': '0' },
  },
  { ask: 'POST /v1/dev/reset-free', by: visitor, status: 200, fields: { free_left: 2 } },
  {
    ask: 'POST /chat',
    body: { message: 'Hi' },
    by: { as: newToken() },
    status: 401,
    fields: { code: 'token_rejected' },
  },
  {
    ask: 'POST /v1/payments/checkout',
    body: { order_id: randomUUID(), pack_id: 'small', provider: 'sandbox', token_hash: tokenHash(token) },
    by: {},
    status: 201,
    fields: { payload: { url: text } },
    keep: { invoice: 'order_id' },
  },
  {
    ask: 'POST /v1/pro/claim',
    body: { order_id: randomUUID() },
    by: { as: token },
    status: 404,
    fields: { code: 'order_not_found' },
  },
  { ask: 'POST /checkout/{invoice}/pay', by: {}, status: 303 },
];

/** When the order is paid. */
export const claimRows: readonly Row[] = [
  {
    ask: 'POST /v1/pro/claim',
    body: { order_id: '{invoice}' },
    by: { as: token },
    status: 200,
    fields: { pro_left: 100 },
  },
  {
    ask: 'POST /v1/pro/claim',
    body: { order_id: '{invoice}' },
    by: { as: newToken() },
    status: 409,
    fields: { code: 'order_claimed' },
  },
  { ask: 'GET /v1/pro/status', by: { as: token }, status: 200, fields: { mode: 'active', pro_left: 100 } },
  {
    ask: 'POST /chat',
    body: { message: 'Hi' },
    by: { as: token },
    status: 200,
    fields: { text },
    headers: { 'x-pro-left': '99', 'x-free-left': null },
  },
];

const hold = () => ({ id: randomUUID(), model, venue: 'local' });
const of = (plan: string, id = `${plan}-7`) => person(id, { 'x-org-id': 'acme', 'x-plan': plan });
export const gateRows: readonly Row[] = [
  { ask: 'POST /v1/plans', body: { ...open, id: 'two', name: 'Two', monthly_quota: 1, per_minute: 2 }, status: 200 },
  { ask: 'POST /v1/plans', body: { ...open, id: 'slow', name: 'Slow', per_minute: 1 }, status: 200 },
  {
    ask: 'POST /v1/holds',
    body: hold(),
    by: of('FREE'),
    status: 201,
    headers: { 'x-plan': 'free', 'x-usage-remaining': '19', 'x-usage-this-minute': '1' },
  },
  ...['pro', 'team', 'enterprise'].map((plan) => ({
    ask: 'POST /v1/holds',
    body: hold(),
    by: of(plan),
    status: 201,
    headers: { 'x-plan': plan, 'x-usage-remaining': 'unlimited' },
  })),
  { ask: 'POST /v1/holds', body: hold(), by: of('nonsense'), status: 201, headers: { 'x-plan': 'free' } },
  { ask: 'POST /v1/holds', body: hold(), by: of('two'), status: 201, headers: { 'x-usage-remaining': '0' } },
  { ask: 'POST /v1/holds', body: hold(), by: of('two'), status: 402, fields: { code: 'quota_exhausted' } },
  { ask: 'POST /v1/holds', body: hold(), by: of('slow'), status: 201 },
  {
    ask: 'POST /v1/holds',
    body: hold(),
    by: of('slow'),
    status: 429,
    fields: { code: 'plan_rate_limited' },
    headers: { 'retry-after': text },
  },
];

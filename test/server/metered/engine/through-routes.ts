// The same cases as requests to an operator's own metered route, with an Idempotency-Key in place of the hold's id.
import type { Plan } from '../../../../server/contract/plans/plans.ts';
import type { MeteredRoute } from '../../../../server/http/metered/metered-route.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { start } from '../../../support/server-ledger.ts';
import { newToken, openShop, type ShopOptions } from '../shop.ts';
import { type Case, type Way, answerText, asked, freeLimit, priceRules, userOf } from './cases.ts';

type Asked = { readonly Body: { readonly model: string; readonly nth: number; readonly end: Case['end'] } };

/** How a shop whose routes are charged elsewhere is opened, and what is closed after it. */
export type Elsewhere = Pick<ShopOptions, 'path' | 'remote'> & { close(): Promise<void> };

export async function throughRoutes(plans: readonly Plan[], elsewhere?: Elsewhere): Promise<Way> {
  const line = {
    payer: ({ headers: { 'x-user': user, authorization = '' } }) => {
      if (typeof user === 'string') return { kind: 'user', subject: user };
      return authorization === '' ? null : { kind: 'token', token: authorization };
    },
    free: true,
    cost: { kind: 'model', model: ({ body }) => textIn(body, 'model') },
  } satisfies MeteredRoute;
  const shop = await openShop({
    clock: createFakeClock(start),
    plans,
    priceRules,
    free: { limit: freeLimit, salt: 'pepper of the companion' },
    ...(elsewhere?.path === undefined ? {} : { path: elsewhere.path }),
    ...(elsewhere?.remote === undefined ? {} : { remote: elsewhere.remote }),
    routes(app) {
      const sell = (path: string, metered: MeteredRoute) =>
        app.post<Asked>(path, { config: { metered } }, ({ body: { end }, meter }, reply) => {
          if (end.kind === 'released') return reply.status(500).send('broke');
          meter?.report({ promptTokens: end.promptTokens, completionTokens: end.completionTokens });
          return answerText;
        });
      sell('/unbounded', line);
      sell('/bounded', { ...line, estimate: { promptTokens: 10, outputTokens: 50, responseBytes: 100 } });
    },
  });

  async function headersOf({ payer, purse }: Case, nth: number): Promise<Record<string, string>> {
    if (payer === 'user') return { 'x-user': userOf(nth) };
    if (payer === 'visitor') return { 'x-client-id': `visitor ${nth}` };
    const token = newToken();
    if (payer === 'wallet') await shop.metering.grant({ to: { kind: 'token', token }, amount: purse, reason: 'purse' });
    return { authorization: token };
  }

  return {
    path: shop.path,
    async close() {
      await shop.close();
      await elsewhere?.close();
    },
    async play(one, nth) {
      const headers = { ...(await headersOf(one, nth)), 'idempotency-key': `case-${nth}` };
      const url = one.estimate === null ? '/unbounded' : '/bounded';
      return asked(one, nth, async (model) => {
        const answer = await shop.app.inject({ method: 'POST', url, headers, payload: { model, nth, end: one.end } });
        await shop.app.metering.settled();
        if (answer.headers['content-type'] !== 'application/problem+json') return 'held';
        const { code } = answer.json<{ readonly code: string }>();
        // What the holds API says with the hold as it ended.
        return code === 'idempotency_settled' ? 'captured' : code;
      });
    },
  };
}

function textIn(body: unknown, field: string): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, field) : undefined;
  return typeof value === 'string' ? value : '';
}

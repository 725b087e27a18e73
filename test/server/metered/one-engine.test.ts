// All ways in lead to one engine: the same questions through the holds API, through a metered route and through one on another
// machine are answered with the same codes and write the same to the ledger, whoever pays, on whatever plan, at whatever price, and however often they ask.
import { afterEach, expect, it } from 'vitest';
import { casesFor, differentPlans, nameOf, plansWith } from './engine/cases.ts';
import { ledgerIn } from './engine/ledger-in.ts';
import { throughGate } from './engine/through-gate.ts';
import { throughHolds } from './engine/through-holds.ts';
import { throughRoutes } from './engine/through-routes.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const way of opened.splice(0)) await way.close();
});

it.each(differentPlans)('while %s, all ways answer and write the same', async (_name, limits) => {
  const plans = plansWith(limits);
  const holds = throughHolds(plans);
  opened.push(holds);
  const routes = await throughRoutes(plans);
  opened.push(routes);
  const gate = await throughGate(plans);
  opened.push(gate);
  const heard = new Set<string>();
  for (const [nth, one] of casesFor(limits).entries()) {
    const name = nameOf(one);
    const answers = await holds.play(one, nth);
    expect([name, await routes.play(one, nth)]).toEqual([name, answers.map(atRoute)]);
    expect([name, await gate.play(one, nth)]).toEqual([name, answers.map(atRoute)]);
    for (const answer of answers) heard.add(answer);
  }
  expect(ledgerIn(routes.path)).toEqual(ledgerIn(holds.path));
  expect(ledgerIn(gate.path)).toEqual(ledgerIn(holds.path));
  // A table that is refused for one reason throughout would show nothing.
  expect([...heard]).toEqual(expect.arrayContaining(['held', 'credits_exhausted', 'model_unknown', 'token_rejected']));
});

/** An estimate that bounds nothing is the caller's mistake in the holds API, and the seller's at a route. */
function atRoute(answer: string): string {
  return answer === 'invalid_request' ? 'internal' : answer;
}

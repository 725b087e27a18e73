// Which models are offered, and who has to wait until an upstream says what it lists.
import { expect, it } from 'vitest';
import { systemClock } from '../../../server/lib/clock.ts';
import { type UpstreamOffer, usualBounds } from '../../../server/upstream/offer.ts';
import type { UpstreamModel } from '../../../server/upstream/upstream.ts';
import { createCatalogue } from '../../../server/usecases/hosted/catalogue.ts';
import { scriptedUpstream } from './scripted-upstream.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** One upstream that lists what it is told to list, when it is told; and one whose model the operator has named. */
function twoUpstreams() {
  const listing = Promise.withResolvers<readonly UpstreamModel[]>();
  const slow = { ...scriptedUpstream('slow'), models: () => listing.promise };
  const offers: readonly UpstreamOffer[] = [
    { upstream: slow, models: { kind: 'all', bounds: usualBounds } },
    {
      upstream: scriptedUpstream('sure'),
      models: { kind: 'named', models: [{ ...usualBounds, id: 'named', upstreamModel: 'named' }] },
    },
  ];
  return { listing, catalogue: createCatalogue({ offers, clock: systemClock, log }) };
}

it('a model that the operator has named is found while another upstream does not say what it lists', async () => {
  const { catalogue } = twoUpstreams();
  const found = await catalogue.find('named');
  expect(found?.ways.map(({ upstream }) => upstream.name)).toEqual(['sure']);
});

it('any other model is waited for, and found once it is listed', async () => {
  const { catalogue, listing } = twoUpstreams();
  const asked = catalogue.find('listed');
  listing.resolve([
    { id: 'listed', created: 1, contextLength: null },
    { id: 'named', created: 1, contextLength: null },
  ]);
  expect((await asked)?.ways.map(({ upstream }) => upstream.name)).toEqual(['slow']);
  expect((await catalogue.find('named'))?.ways.map(({ upstream }) => upstream.name)).toEqual(['slow', 'sure']);
  expect(await catalogue.find('nobody has it')).toBeNull();
});

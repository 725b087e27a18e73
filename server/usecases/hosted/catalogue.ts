// The models that are offered, and which upstreams can answer for each. What an upstream lists is asked for now and then; those
// that the operator names are there whether or not it answers. Knows no caller and no price.
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { ModelBounds, OfferedModel, UpstreamOffer } from '../../upstream/offer.ts';
import type { Upstream, UpstreamModel } from '../../upstream/upstream.ts';

/** One way to have a model answered. */
export type Way = OfferedModel & { readonly upstream: Upstream; readonly created: number };

/** `ways` is never empty; they are asked in their order. */
export type Offered = { readonly id: string; readonly ways: readonly [Way, ...Way[]] };

export type Catalogue = {
  /** null: no upstream offers it. */
  find(model: string): Promise<Offered | null>;
  /** As far as it is known without asking an upstream. */
  known(model: string): Offered | null;
  list(): Promise<readonly Offered[]>;
};

type CatalogueDeps = { readonly offers: readonly UpstreamOffer[]; readonly clock: Clock; readonly log: Log };

const freshMs = 60_000;
/** After a failure it is asked again sooner; what it listed before still stands. */
const retryMs = 5_000;
const listMs = 5_000;
const modelsMax = 5_000;

export function createCatalogue({ offers, clock, log }: CatalogueDeps): Catalogue {
  const sources = offers.map((offer) => sourceOf(offer, { clock, log }));

  function known(model: string): Offered | null {
    const [first, ...others] = sources.flatMap(({ known: waysOf }) => waysOf().get(model) ?? []);
    return first === undefined ? null : { id: model, ways: [first, ...others] };
  }

  return {
    known,
    async find(model) {
      const asking = Promise.all(sources.map(({ refresh }) => refresh()));
      const now = known(model);
      // Who has it already need not wait for an upstream that has never said what it lists, and may be down.
      if (now !== null) return now;
      await asking;
      return known(model);
    },
    async list() {
      await Promise.all(sources.map(({ refresh }) => refresh()));
      const listed = sources.flatMap(({ known: waysOf }) => [...waysOf().values()]);
      const byModel = Map.groupBy(listed, ({ id }) => id);
      return [...byModel].flatMap(([id, [first, ...others]]) =>
        first === undefined ? [] : [{ id, ways: [first, ...others] } as const],
      );
    },
  };
}

/** The bounds that hold whichever upstream answers in the end. */
export function boundsOf({ ways }: Offered): ModelBounds {
  const windows = ways.map(({ contextLength }) => contextLength);
  const images = ways.flatMap(({ imageTokens }) => (imageTokens === null ? [] : [imageTokens]));
  return {
    maxOutputTokens: Math.max(...ways.map(({ maxOutputTokens }) => maxOutputTokens)),
    contextLength: windows.reduce((most, window) => (most === null || window === null ? null : Math.max(most, window))),
    imageTokens: images.length === 0 ? null : Math.max(...images),
    remoteImages: ways.some(({ remoteImages }) => remoteImages),
  };
}

type Source = {
  /** Only the very first question waits for the upstream's answer; later ones are asked beside the requests. */
  refresh(): Promise<void>;
  known(): ReadonlyMap<string, Way>;
};

function sourceOf({ upstream, models }: UpstreamOffer, deps: Pick<CatalogueDeps, 'clock' | 'log'>): Source {
  if (models.kind === 'all') return listedSource(upstream, models.bounds, deps);
  const ways = new Map(models.models.map((model) => [model.id, { ...model, upstream, created: 0 }]));
  return { refresh: () => Promise.resolve(), known: () => ways };
}

function listedSource(
  upstream: Upstream,
  bounds: ModelBounds,
  { clock, log }: Pick<CatalogueDeps, 'clock' | 'log'>,
): Source {
  const state: { ways: ReadonlyMap<string, Way> | null; due: number; asking: Promise<void> | null } = {
    ways: null,
    due: 0,
    asking: null,
  };

  async function ask(): Promise<void> {
    try {
      const listed = await upstream.models(AbortSignal.timeout(listMs));
      state.ways = new Map(listed.slice(0, modelsMax).map((model) => [model.id, toWay(model)]));
      state.due = clock.now() + freshMs;
    } catch (err) {
      log.warn({ upstream: upstream.name, err }, 'an upstream does not say which models it has');
      state.due = clock.now() + retryMs;
    } finally {
      state.asking = null;
    }
  }

  function toWay({ id, created, contextLength }: UpstreamModel): Way {
    return {
      ...bounds,
      contextLength: bounds.contextLength ?? contextLength,
      id,
      upstreamModel: id,
      upstream,
      created,
    };
  }

  return {
    known: () => state.ways ?? new Map(),
    async refresh() {
      const now = clock.now();
      // A due time further ahead than it can be was set by a clock that has been put back.
      if (now >= state.due || state.due - now > freshMs) state.asking ??= ask();
      if (state.ways === null) await state.asking;
    },
  };
}

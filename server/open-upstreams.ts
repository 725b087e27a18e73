// Opens the upstreams that the settings name, each with what the operator offers of it.
import { randomUUID } from 'node:crypto';
import type { Clock } from './lib/clock.ts';
import type { ServerSettings } from './settings/config.ts';
import { type UpstreamSetting, upstreamsIn } from './settings/upstream-settings.ts';
import { withCircuit } from './upstream/circuit.ts';
import type { OpenUpstreams, UpstreamOffer } from './upstream/offer.ts';
import { createOllamaUpstream } from './upstream/ollama/ollama-upstream.ts';
import { createOpenaiUpstream } from './upstream/openai/openai-upstream.ts';
import type { Upstream } from './upstream/upstream.ts';

/** Each upstream as it is asked, by whoever looks on. */
type Watched = (upstream: Upstream, setting: Pick<UpstreamSetting, 'isTraced'>) => Upstream;

export function openUpstreams(
  settings: ServerSettings,
  clock: Clock,
  watched: Watched = (upstream) => upstream,
): OpenUpstreams {
  const offers = upstreamsIn(settings).map((setting) => {
    const { upstream, models } = openOffer(setting, clock);
    return { upstream: watched(upstream, setting), models };
  });
  return {
    offers,
    async close() {
      await Promise.all(offers.map(({ upstream }) => upstream.close()));
    },
  };
}

/** Whoever opens it closes the upstream. */
export function openOffer(setting: UpstreamSetting, clock: Clock): UpstreamOffer {
  const { models, bounds } = setting;
  return {
    upstream: withCircuit(openUpstream(setting, clock), clock),
    models: models === 'all' ? { kind: 'all', bounds } : { kind: 'named', models },
  };
}

function openUpstream(setting: UpstreamSetting, clock: Clock): Upstream {
  switch (setting.kind) {
    case 'openai':
      return createOpenaiUpstream({ ...setting, clock });
    case 'ollama':
      return createOllamaUpstream({
        ...setting,
        clock,
        contextLength: (model) => contextLengthOf(setting, model),
        newId: randomUUID,
      });
  }
}

function contextLengthOf({ models, bounds }: UpstreamSetting, model: string): number | null {
  const named = models === 'all' ? undefined : models.find(({ upstreamModel }) => upstreamModel === model);
  return (named ?? bounds).contextLength;
}

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

export function openUpstreams(settings: ServerSettings, clock: Clock): OpenUpstreams {
  const offers = upstreamsIn(settings).map((setting) => ({
    upstream: withCircuit(openUpstream(setting, clock), clock),
    models: modelsOf(setting),
  }));
  return {
    offers,
    async close() {
      await Promise.all(offers.map(({ upstream }) => upstream.close()));
    },
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

function modelsOf({ models, bounds }: UpstreamSetting): UpstreamOffer['models'] {
  return models === 'all' ? { kind: 'all', bounds } : { kind: 'named', models };
}

function contextLengthOf({ models, bounds }: UpstreamSetting, model: string): number | null {
  const named = models === 'all' ? undefined : models.find(({ upstreamModel }) => upstreamModel === model);
  return (named ?? bounds).contextLength;
}

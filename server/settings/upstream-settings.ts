// The variables of the upstreams that answer for hosted models: a JSON list, and short forms for LiteLLM and for Ollama.
import type { z } from 'zod';
import { type ModelBounds, type OfferedModel, usualBounds } from '../upstream/offer.ts';
import { faultSays } from '../words/commands/settings.ts';
import { atMost, baseAddress, inHeader, providerKey } from './setting-forms.ts';
import { type WrittenUpstream, readUpstreams } from './written-upstreams.ts';

export const upstreamSettings = {
  UPSTREAMS: readUpstreams.optional(),
  LITELLM_BASE_URL: baseAddress('http://127.0.0.1:4000').optional(),
  LITELLM_API_KEY: inHeader(providerKey).optional(),
  OLLAMA_BASE_URL: baseAddress('http://127.0.0.1:11434').optional(),
  OLLAMA_MODEL: atMost(200).optional(),
};

/** An empty value is an error rather than unset: whoever writes the line means to have a key. */
export const upstreamSecretNames = ['LITELLM_API_KEY'] as const;

type UpstreamVariables = {
  readonly [Name in keyof typeof upstreamSettings]?: z.output<(typeof upstreamSettings)[Name]>;
};

type Fault = { readonly name: string; readonly message: string };

/** What is wrong with the variables as a whole, by the name of the variable. */
export function upstreamFaults(
  settings: UpstreamVariables & { readonly NODE_ENV?: string | undefined },
): readonly Fault[] {
  const faults: Fault[] = [];
  const { LITELLM_BASE_URL: liteLlm, LITELLM_API_KEY: key, OLLAMA_BASE_URL: ollama, OLLAMA_MODEL: model } = settings;
  if (liteLlm === undefined && key !== undefined)
    faults.push({ name: 'LITELLM_BASE_URL', message: faultSays.beside('LITELLM_API_KEY') });
  if (ollama === undefined && model !== undefined)
    faults.push({ name: 'OLLAMA_BASE_URL', message: faultSays.beside('OLLAMA_MODEL') });
  if (ollama !== undefined && model === undefined)
    faults.push({ name: 'OLLAMA_MODEL', message: faultSays.modelBeside('OLLAMA_BASE_URL') });
  const all = upstreamsIn(settings);
  for (const { name, setting } of all.filter((one, at) => all.findIndex(({ name }) => name === one.name) < at))
    faults.push({ name: setting, message: faultSays.upstreamTwice(name) });
  if (settings.NODE_ENV !== 'production') return faults;
  for (const { name, setting, baseUrl } of all.filter(({ baseUrl }) => !isPrivateWay(baseUrl)))
    faults.push({ name: setting, message: faultSays.upstreamOpen(name, new URL(baseUrl).host) });
  return faults;
}

/**
 * Whether what is sent there can be read only by this machine, the operator's own network, or nobody on the way. Names without a
 * dot are those of containers and of neighbours.
 */
function isPrivateWay(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:') return true;
  const isName = /^(?:[a-z0-9-]+|.+\.(?:local|internal|localhost|lan|svc))$/i.test(hostname);
  return isName || /^(?:127|10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.|^\[(?:::1\]|f[cd])/i.test(hostname);
}

export type UpstreamSetting = {
  readonly name: string;
  readonly kind: 'openai' | 'ollama';
  /** The variable that it stands in. */
  readonly setting: string;
  /** No slash at the end. */
  readonly baseUrl: string;
  readonly apiKey: string | null;
  /** As Ollama takes it. */
  readonly keepAlive: string | number;
  readonly connectMs: number;
  readonly firstByteMs: number;
  readonly silenceMs: number;
  /** How many requests it works on at the same time; further ones find it busy. */
  readonly atOnce: number;
  /** Whether it may see keys of callers' own. */
  readonly takesOwnKeys: boolean;
  /** Whether it is told which trace it is asked in. */
  readonly isTraced: boolean;
  /** Of models that are offered without being named. */
  readonly bounds: ModelBounds;
  readonly models: 'all' | readonly OfferedModel[];
};

/** In the order in which they are asked: the list's own, then the short forms. */
export function upstreamsIn(settings: UpstreamVariables): readonly UpstreamSetting[] {
  const { LITELLM_BASE_URL: liteLlm, LITELLM_API_KEY: key, OLLAMA_BASE_URL: ollama, OLLAMA_MODEL: model } = settings;
  return [
    ...(settings.UPSTREAMS ?? []).map((written) => toSetting(written, 'UPSTREAMS')),
    ...(liteLlm === undefined
      ? []
      : [
          toSetting(
            {
              name: 'litellm',
              kind: 'openai',
              base_url: liteLlm,
              api_key: key,
              models: 'all',
              own_keys: true,
              traced: true,
            },
            'LITELLM_BASE_URL',
          ),
        ]),
    ...(ollama === undefined || model === undefined
      ? []
      : [
          toSetting(
            { name: 'ollama', kind: 'ollama', base_url: ollama, models: [{ id: model }], traced: true },
            'OLLAMA_BASE_URL',
          ),
        ]),
  ];
}

/** Values that must never appear in a log line. */
export function upstreamSecretsIn(settings: UpstreamVariables): readonly string[] {
  return upstreamsIn(settings).flatMap(({ apiKey }) => apiKey ?? []);
}

export const usual = { keep_alive: '5m', connect_ms: 5_000, first_byte_ms: 300_000, silence_ms: 120_000, at_once: 256 };

function toSetting(written: WrittenUpstream, setting: string): UpstreamSetting {
  const { models, ...upstream } = written;
  const bounds = boundsOf(upstream, usualBounds);
  return {
    name: written.name,
    kind: written.kind,
    setting,
    baseUrl: written.base_url,
    apiKey: written.api_key ?? null,
    keepAlive: written.keep_alive ?? usual.keep_alive,
    connectMs: written.connect_ms ?? usual.connect_ms,
    firstByteMs: written.first_byte_ms ?? usual.first_byte_ms,
    silenceMs: written.silence_ms ?? usual.silence_ms,
    atOnce: written.at_once ?? usual.at_once,
    takesOwnKeys: written.own_keys ?? false,
    isTraced: written.traced ?? false,
    bounds,
    models:
      models === 'all'
        ? models
        : models.map((model) => ({
            id: model.id,
            upstreamModel: model.upstream_model ?? model.id,
            ...boundsOf(model, bounds),
          })),
  };
}

function boundsOf(
  written: Pick<WrittenUpstream, 'max_output_tokens' | 'context_length' | 'image_tokens' | 'remote_images'>,
  otherwise: ModelBounds,
): ModelBounds {
  return {
    maxOutputTokens: written.max_output_tokens ?? otherwise.maxOutputTokens,
    contextLength: written.context_length ?? otherwise.contextLength,
    imageTokens: written.image_tokens === undefined ? otherwise.imageTokens : written.image_tokens || null,
    remoteImages: written.remote_images ?? otherwise.remoteImages,
  };
}

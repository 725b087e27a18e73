// Ollama as the page sees it: there or not, why not, and which models it has.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { Failure } from './failure.ts';
import { firstOllama, OllamaId } from './ids.ts';
import { ThinkLevel } from './think-level.ts';

/** Where the models of a person's own Ollama run; another computer is any whose address is not this one's own loopback. */
export const OwnPlace = z.enum(['this_computer', 'other_computer', 'cloud']);
export type OwnPlace = z.infer<typeof OwnPlace>;

/** Where a model's answers are made. operator: by whoever runs the companion server. */
export const Place = z.enum([...OwnPlace.options, 'operator']);
export type Place = z.infer<typeof Place>;

/** Who is asked for an answer: this person's own Ollama, or the companion server. In the words of its holds. */
export const Venue = z.enum(['local', 'hosted']);
export type Venue = z.infer<typeof Venue>;

/** The venues, and a person's Ollamas, may have models of the same name. */
export type ModelRef =
  | { readonly name: string; readonly venue: 'local'; readonly ollama: OllamaId }
  | { readonly name: string; readonly venue: 'hosted' };

/** A model as calls name it; of a hosted one `ollama` says nothing. */
export const modelFields = {
  model: z.string().min(1).max(200),
  venue: Venue.default('local'),
  ollama: OllamaId.default(firstOllama),
};

export const Model = z.object({
  name: z.string(),
  place: OwnPlace,
  /** Bytes on disk; of a cloud model only those of its description. */
  sizeBytes: z.int().min(0),
  family: z.string().nullable(),
  /** As Ollama words them: "270M", "Q4_K_M". */
  parameterSize: z.string().nullable(),
  quantization: z.string().nullable(),
  /** In memory now, with its real context window in tokens. */
  isLoaded: z.boolean(),
  loadedContext: z.int().nullable(),
  isDemo: z.boolean(),
  /** Whether it looks at images; null: not known. */
  canSee: z.boolean().nullable(),
});
export type Model = z.infer<typeof Model>;

const figure = z.number().nullable();

/** As its maker wrote them down, in whatever bounds. */
export const ModelDefaults = z.object({
  temperature: figure,
  topP: figure,
  topK: figure,
  minP: figure,
  repeatPenalty: figure,
  seed: figure,
  numCtx: figure,
  numPredict: figure,
  stop: z.array(z.string()),
  systemPrompt: z.string().nullable(),
});
export type ModelDefaults = z.infer<typeof ModelDefaults>;

export const ModelDetails = z.object({
  name: z.string(),
  /** The longest context the model was made for, in tokens. */
  contextLength: z.int().nullable(),
  capabilities: z.array(z.string()),
  license: z.string().nullable(),
  /** What the model's own description sets; null: nothing, and then it is Ollama's. */
  defaults: ModelDefaults,
  /** What each token of the context window takes of memory, at most; null: not known. */
  bytesPerToken: z.int().min(0).nullable(),
  /** Empty: it does not think, as far as is known. */
  thinkLevels: z.array(ThinkLevel),
  /** How a chat is written down for it, in Ollama's words. */
  template: z.string().nullable(),
  /** Values other than Ollama's own, one a line. */
  parameters: z.string().nullable(),
  /** What it is told before every chat. */
  system: z.string().nullable(),
});
export type ModelDetails = z.infer<typeof ModelDetails>;

/** `name`: empty where none was given. `place`: of the Ollama at this address; a model of its own may still be made elsewhere. */
const at = { id: OllamaId, name: z.string(), address: z.string(), place: OwnPlace };

export const OllamaState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('checking'), ...at }),
  z.object({
    kind: z.literal('ready'),
    ...at,
    /** null: the server does not say. */
    version: z.string().nullable(),
    /** Those that can chat, as far as is known. */
    models: z.array(Model),
    /** How many more are installed that cannot chat. */
    otherCount: z.int().min(0),
  }),
  /** The demo model, where switched on, stands in `models` also while Ollama is away. */
  z.object({ kind: z.literal('unreachable'), ...at, failure: Failure, models: z.array(Model) }),
]);
export type OllamaState = z.infer<typeof OllamaState>;

/** What is wrong with an address as it was typed. */
export const AddressTrouble = z.discriminatedUnion('code', [
  z.object({ code: z.enum(['empty', 'spaces', 'quotes', 'no_scheme', 'incomplete', 'credentials', 'query']) }),
  /** It leads into Ollama's API. `part`: what is too much; `address`: what is left without it. */
  z.object({ code: z.literal('api_path'), part: z.string(), address: z.string() }),
]);
export type AddressTrouble = z.infer<typeof AddressTrouble>;

export const models = {
  /** The state of each now, then at each change; asked again every few seconds while somebody watches. */
  watch: oc.output(eventIterator(z.array(OllamaState))),
  /** Ask every Ollama again at once. */
  refresh: oc.output(z.array(OllamaState)),
  /** Try an address without keeping it. */
  check: oc
    .input(z.object({ address: z.string().max(500) }))
    .output(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('ok'), version: z.string().nullable(), modelCount: z.int().min(0) }),
        z.object({ kind: z.literal('malformed'), trouble: AddressTrouble }),
        z.object({ kind: z.literal('failed'), failure: Failure }),
      ]),
    ),
  show: oc
    .input(z.object({ ollama: OllamaId, name: z.string().min(1).max(200) }))
    .output(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('ok'), details: ModelDetails }),
        z.object({ kind: z.literal('failed'), failure: Failure }),
      ]),
    ),
};

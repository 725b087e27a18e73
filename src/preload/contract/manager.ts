// What a person's Ollama has, as one who looks after it sees it: every model, what is in memory, and what would fit.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { ModelNameTrouble } from './downloads.ts';
import { Failure } from './failure.ts';
import { OllamaId } from './ids.ts';
import { OwnPlace } from './models.ts';

export const ManagedModel = z.object({
  name: z.string(),
  place: OwnPlace,
  sizeBytes: z.int().min(0),
  /** What deleting it would free; less than its size where other models are made of the same files. */
  freesBytes: z.int().min(0),
  family: z.string().nullable(),
  parameterSize: z.string().nullable(),
  quantization: z.string().nullable(),
  /** The longest it was made for, in tokens; null: not known. */
  contextLength: z.int().nullable(),
  /** In Ollama's words: completion, vision, tools, thinking, embedding …; null: not known. */
  capabilities: z.array(z.string()).nullable(),
});
export type ManagedModel = z.infer<typeof ManagedModel>;

export const RunningModel = z.object({
  name: z.string(),
  /** In all, and of it what lies in the memory of graphics cards. */
  sizeBytes: z.int().min(0),
  gpuBytes: z.int().min(0),
  contextLength: z.int().nullable(),
  /** Epoch milliseconds; null: it stays until somebody unloads it. */
  unloadsAt: z.int().nullable(),
});
export type RunningModel = z.infer<typeof RunningModel>;

const at = { id: OllamaId, address: z.string(), place: OwnPlace };

export const ManagerState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('checking'), ...at }),
  z.object({ kind: z.literal('ready'), ...at, models: z.array(ManagedModel), running: z.array(RunningModel) }),
  z.object({ kind: z.literal('unreachable'), ...at, failure: Failure }),
]);
export type ManagerState = z.infer<typeof ManagerState>;

export const RecommendedModel = z.object({
  name: z.string(),
  /** null: not known. */
  sizeBytes: z.int().min(0).nullable(),
  /** With how much memory it runs well. */
  memoryBytes: z.int().min(0),
  capabilities: z.array(z.string()),
  /** Named by Ollama itself, or by the app's own list. */
  from: z.enum(['ollama', 'list']),
});
export type RecommendedModel = z.infer<typeof RecommendedModel>;

export const Recommended = z.object({
  /** Those that fit, the most able first. */
  models: z.array(RecommendedModel),
  /** Month in which the app's list was made: "2025-10". */
  asOf: z.string(),
  /** Of this computer; null where Ollama is on another one. */
  memoryBytes: z.int().nullable(),
  /** On the disk on which Ollama keeps its models; null: not known. */
  freeBytes: z.int().nullable(),
});
export type Recommended = z.infer<typeof Recommended>;

/** At Ollama's cloud. */
export const CloudAccount = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('signed_in'), name: z.string() }),
  /** `url`: as Ollama gave it; shown whole before it is opened. */
  z.object({ kind: z.literal('signed_out'), url: z.url({ protocol: /^https$/ }).max(2000) }),
  /** Ollama cannot say, or is one that knows no accounts. */
  z.object({ kind: z.literal('unknown') }),
]);
export type CloudAccount = z.infer<typeof CloudAccount>;

const ollama = z.object({ ollama: OllamaId });
const name = z.string().min(1).max(500);
const Done = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ok') }),
  z.object({ kind: z.literal('failed'), failure: Failure }),
]);

export const manager = {
  /** Asked again every few seconds while somebody watches. */
  watch: oc.input(ollama).output(eventIterator(ManagerState)),
  recommended: oc.input(ollama).output(Recommended),
  /** Ollama asks its cloud for this. */
  cloudAccount: oc.input(ollama).output(CloudAccount),
  /** Under a new name, over the same files. */
  copy: oc
    .input(ollama.extend({ from: name, to: z.string().max(500) }))
    .output(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('copied'), name: z.string() }),
        z.object({ kind: z.literal('malformed'), trouble: ModelNameTrouble }),
        z.object({ kind: z.literal('taken'), name: z.string() }),
        z.object({ kind: z.literal('failed'), failure: Failure }),
      ]),
    ),
  /** Out of memory, now. */
  unload: oc.input(ollama.extend({ name })).output(Done),
  /** Loads it, and keeps it in memory for so many seconds from its last use; -1: until it is unloaded. */
  keepLoaded: oc.input(ollama.extend({ name, keepS: z.int().min(-1).max(86_400) })).output(Done),
};

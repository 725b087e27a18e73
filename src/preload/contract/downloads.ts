// Models on their way to Ollama, as the page sees them: a queue that the core owns, and what became of each.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { Failure } from './failure.ts';
import { OllamaId } from './ids.ts';

/** What is wrong with a model's name as it was typed. */
export const ModelNameTrouble = z.discriminatedUnion('code', [
  z.object({ code: z.enum(['empty', 'spaces', 'too_many_parts', 'not_a_model_page', 'insecure']) }),
  /** A part that Ollama's names cannot have. */
  z.object({ code: z.enum(['wrong_part', 'too_long']), part: z.string() }),
]);
export type ModelNameTrouble = z.infer<typeof ModelNameTrouble>;

/** Why a download stopped. */
export const DownloadTrouble = z.discriminatedUnion('code', [
  z.object({
    code: z.enum([
      /** The registry knows no model of this name or tag. */
      'unknown_model',
      /** The registry does not give it to just anybody. */
      'no_access',
      'needs_newer_ollama',
      /** A repository of Hugging Face without files that Ollama can run. */
      'not_gguf',
      /** Ollama cannot reach the registry. */
      'registry_unreachable',
      /** What arrived is not what the registry announced; Ollama fetches that part anew. */
      'damaged',
      /** Ollama may not write into its folder. */
      'not_writable',
    ]),
  }),
  /** null: not known. */
  z.object({
    code: z.literal('disk_full'),
    neededBytes: z.int().min(0).nullable(),
    freeBytes: z.int().min(0).nullable(),
  }),
  z.object({ code: z.literal('failed'), failure: Failure }),
]);
export type DownloadTrouble = z.infer<typeof DownloadTrouble>;

export const DownloadState = z.discriminatedUnion('kind', [
  /** Its turn has not come. */
  z.object({ kind: z.literal('queued') }),
  /** Ollama looks for it. */
  z.object({ kind: z.literal('starting') }),
  /** null: not known yet. */
  z.object({
    kind: z.literal('pulling'),
    bytesPerS: z.int().min(0).nullable(),
    leftS: z.int().min(0).nullable(),
  }),
  z.object({ kind: z.literal('finishing'), step: z.enum(['verifying', 'writing', 'cleaning']) }),
  /** Tried again by itself. */
  z.object({ kind: z.literal('retrying'), trouble: DownloadTrouble }),
  z.object({ kind: z.literal('paused') }),
  /** Stays until the person lets it go on or takes it away. */
  z.object({ kind: z.literal('failed'), trouble: DownloadTrouble }),
  z.object({ kind: z.literal('done') }),
]);
export type DownloadState = z.infer<typeof DownloadState>;

export const Download = z.object({
  ollama: OllamaId,
  /** With its tag, as Ollama writes it: "gemma3:latest". No two of one Ollama are alike. */
  name: z.string(),
  askedAt: z.int(),
  /** Of the parts that Ollama has named so far; it names the next when one is there. */
  completedBytes: z.int().min(0),
  totalBytes: z.int().min(0),
  state: DownloadState,
});
export type Download = z.infer<typeof Download>;

/** A model on its way out. Until `goesAt` it can be kept. */
export const Removal = z.object({
  ollama: OllamaId,
  name: z.string(),
  goesAt: z.int(),
  state: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('waiting') }),
    z.object({ kind: z.literal('going') }),
    z.object({ kind: z.literal('failed'), failure: Failure }),
  ]),
});
export type Removal = z.infer<typeof Removal>;

/** How many may stand in the list at once. */
export const downloadsMax = 50;

const one = z.object({ ollama: OllamaId, name: z.string().min(1).max(500) });
const named = z.object({ name: z.string() });

export const downloads = {
  /** In the order in which they were asked for. */
  watch: oc.output(eventIterator(z.array(Download))),
  /** A name as people write or paste it. Asking twice is harmless; a paused or failed one goes on. `anyway`: although it may not fit on the disk. */
  add: oc
    .input(z.object({ ollama: OllamaId, name: z.string().max(500), anyway: z.boolean().default(false) }))
    .output(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('added'), name: z.string() }),
        z.object({ kind: z.literal('malformed'), trouble: ModelNameTrouble }),
        z.object({ kind: z.literal('no_room'), neededBytes: z.int(), freeBytes: z.int() }),
        z.object({ kind: z.literal('too_many') }),
      ]),
    ),
  /** What has arrived is kept. Each of these is harmless where there is no such download. */
  pause: oc.input(one).output(named),
  resume: oc.input(one).output(named),
  /** Ends it, and takes it out of the list. */
  cancel: oc.input(one).output(named),
  removals: oc.output(eventIterator(z.array(Removal))),
  /** Deletes a model from Ollama after a while in which it can be kept. */
  remove: oc.input(one).output(Removal),
  keep: oc.input(one).output(z.object({ kind: z.enum(['kept', 'too_late']) })),
};

// Models on their way to Ollama and out of it again.
import type { DownloadTrouble, ModelNameTrouble } from '../../preload/contract/downloads.ts';
import type { Formats } from '../formats.ts';

type Room = { readonly neededBytes: number | null; readonly freeBytes: number | null };

export const downloads = ({ size, percent }: Formats) => ({
  name: 'Model name',
  nameHint: 'Such as gemma3:4b, hf.co/name/model, or the address of a model’s page.',
  add: 'Download',
  library: 'Ollama’s library',
  tooMany: 'Too many downloads are in the list. Remove some that are done first.',
  notAsked: 'Couldn’t start the download. Try again.',
  noRoom: (needed: number, free: number) =>
    `This model takes ${size(needed)}, but only ${size(free)} are free on the disk.`,
  anyway: 'Download anyway',

  recommended: 'Recommended for this computer',
  recommendedElsewhere: 'Recommended models',
  /** `memory`: of this computer. */
  fitting: (memory: number) => `These fit its ${size(memory)} of memory.`,
  unknownMemory: 'Ollama is on another computer, whose memory isn’t known. Check that the model fits.',
  noneFit: 'No model in the list fits this computer’s memory and free disk space.',
  /** `month`: such as "October 2025". */
  asOf: (month: string) => `Sizes and memory are approximate, as of ${month}.`,
  /** null: not known. */
  takes: (bytes: number | null, memory: number) =>
    bytes === null
      ? `For computers with ${size(memory)} of memory or more`
      : `${size(bytes)} · for ${size(memory)} of memory or more`,
  byOllama: 'Recommended by Ollama',
  addNamed: (name: string) => `Download ${name}`,

  title: 'Downloads',
  none: 'No downloads.',
  queued: 'Waiting for its turn',
  starting: 'Looking it up…',
  /** `share`: of 1. */
  progress: (done: number, total: number, share: number) => `${size(done)} of ${size(total)} (${percent(share)})`,
  speed: (bytesPerS: number) => `${size(bytesPerS)}/s`,
  left: (wait: string) => `${wait} left`,
  noData: 'No data is arriving right now',
  verifying: 'Checking the files…',
  writing: 'Almost done…',
  cleaning: 'Removing old files…',
  paused: 'Paused',
  done: 'Done',
  retrying: 'Trying again by itself.',
  pause: (name: string) => `Pause ${name}`,
  resume: (name: string) => `Resume ${name}`,
  retry: (name: string) => `Try ${name} again`,
  cancel: (name: string) => `Cancel ${name}`,
  dismiss: (name: string) => `Remove ${name} from the list`,
  bar: (name: string) => `Progress of ${name}`,

  trouble: {
    unknown_model: 'There’s no model with this name and tag. Check the spelling, or look it up in the library.',
    no_access: 'This model isn’t open to everyone. Its page may ask you to sign in or to accept a licence first.',
    needs_newer_ollama: 'This model needs a newer version of Ollama. Update Ollama, then try again.',
    not_gguf: 'This repository has no files that Ollama can run. Look for one whose name ends in GGUF.',
    registry_unreachable: 'Ollama can’t reach the server that has the model. Check the internet connection.',
    damaged: 'A part arrived damaged. Ollama fetches it again.',
    not_writable: 'Ollama isn’t allowed to write into its models folder.',
  } satisfies Readonly<Record<Exclude<DownloadTrouble['code'], 'disk_full' | 'failed'>, string>>,
  diskFull: ({ neededBytes, freeBytes }: Room) =>
    neededBytes === null || freeBytes === null
      ? 'The disk is full. Free some space, then resume: what has arrived is kept.'
      : `The disk is too full: ${size(neededBytes)} are missing, and ${size(freeBytes)} are free. Free some space, then resume: what has arrived is kept.`,

  nameTrouble(trouble: ModelNameTrouble): string {
    switch (trouble.code) {
      case 'empty':
        return 'Enter the name of a model.';
      case 'spaces':
        return 'A model’s name has no spaces.';
      case 'too_many_parts':
        return 'A name has at most three parts between slashes: server, owner and model.';
      case 'not_a_model_page':
        return 'This isn’t the address of a model’s page.';
      case 'insecure':
        return 'Ollama doesn’t download over http://. Use the name without it.';
      case 'wrong_part':
        return trouble.part === ''
          ? 'A part of the name is empty.'
          : `“${trouble.part}” can’t be part of a name: only letters, digits, dots, hyphens and underscores can.`;
      case 'too_long':
        return `“${trouble.part}” is too long.`;
    }
  },
});

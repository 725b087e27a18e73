// The part of the contract about downloads and removals, answered by the feature.
import { implement } from '@orpc/server';
import { appContract } from '../../../preload/contract/contract.ts';
import { signalOf } from '../call-signal.ts';
import type { Downloads } from './downloads.ts';
import type { Removals } from './removals.ts';

const os = implement(appContract.downloads);

export function downloadsHandlers(downloads: Downloads, removals: Removals) {
  return os.router({
    watch: os.watch.handler(async function* ({ signal }) {
      for await (const list of downloads.state.watch(signalOf(signal))) yield [...list];
    }),
    add: os.add.handler(({ input }) => downloads.at(input.ollama).add(input.name, { anyway: input.anyway })),
    pause: os.pause.handler(({ input }) => {
      downloads.at(input.ollama).pause(input.name);
      return { name: input.name };
    }),
    resume: os.resume.handler(({ input }) => {
      downloads.at(input.ollama).resume(input.name);
      return { name: input.name };
    }),
    cancel: os.cancel.handler(({ input }) => {
      downloads.at(input.ollama).cancel(input.name);
      return { name: input.name };
    }),
    removals: os.removals.handler(async function* ({ signal }) {
      for await (const list of removals.state.watch(signalOf(signal))) yield [...list];
    }),
    remove: os.remove.handler(({ input }) => removals.remove(input)),
    keep: os.keep.handler(({ input }) => ({ kind: removals.keep(input) })),
  });
}

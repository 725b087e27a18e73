// The settings part of the contract, answered by the feature.
import { implement } from '@orpc/server';
import { appContract } from '../../../preload/contract/contract.ts';
import type { SettingsPort } from '../ports.ts';
import { signalOf } from '../call-signal.ts';

const os = implement(appContract.settings);

export function settingsHandlers(settings: SettingsPort) {
  return os.router({
    watch: os.watch.handler(async function* ({ signal }) {
      yield* settings.watch(signalOf(signal));
    }),
    set: os.set.handler(({ input }) => settings.set(input)),
  });
}

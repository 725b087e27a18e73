// The models part of the contract, answered by the feature.
import { implement } from '@orpc/server';
import { appContract } from '../../../preload/contract/contract.ts';
import type { Models } from './models.ts';
import { signalOf } from '../call-signal.ts';

const os = implement(appContract.models);

export function modelsHandlers(models: Models) {
  return os.router({
    watch: os.watch.handler(async function* ({ signal }) {
      yield* models.state.watch(signalOf(signal));
    }),
    refresh: os.refresh.handler(() => models.refresh()),
    check: os.check.handler(({ input, signal }) => models.check(input.address, signalOf(signal))),
    show: os.show.handler(({ input, signal }) => models.show(input.name, signalOf(signal))),
  });
}

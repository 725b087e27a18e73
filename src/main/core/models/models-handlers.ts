// The models part of the contract, answered by the feature.
import { implement } from '@orpc/server';
import { appContract } from '../../../preload/contract/contract.ts';
import type { Models } from './models.ts';
import { signalOf } from '../call-signal.ts';

const os = implement(appContract.models);
const osDoctor = implement(appContract.doctor);
const osManager = implement(appContract.manager);

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

export function doctorHandlers(models: Models) {
  return osDoctor.router({ examine: osDoctor.examine.handler(({ signal }) => models.examine(signalOf(signal))) });
}

export function managerHandlers({ manager }: Models) {
  return osManager.router({
    watch: osManager.watch.handler(async function* ({ signal }) {
      yield* manager.state.watch(signalOf(signal));
    }),
    recommended: osManager.recommended.handler(({ signal }) => manager.recommended(signalOf(signal))),
    cloudAccount: osManager.cloudAccount.handler(({ signal }) => manager.cloudAccount(signalOf(signal))),
    copy: osManager.copy.handler(({ input, signal }) => manager.copy(input, signalOf(signal))),
    unload: osManager.unload.handler(({ input, signal }) => manager.keep(input.name, 0, signalOf(signal))),
    keepLoaded: osManager.keepLoaded.handler(({ input, signal }) =>
      manager.keep(input.name, input.keepS, signalOf(signal)),
    ),
  });
}

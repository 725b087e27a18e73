// The models part of the contract, answered by the feature.
import { implement } from '@orpc/server';
import { appContract } from '../../../preload/contract/contract.ts';
import type { Models } from './models.ts';
import { signalOf } from '../call-signal.ts';

const os = implement(appContract.models);
const osDoctor = implement(appContract.doctor);
const osManager = implement(appContract.manager);
const osOllamas = implement(appContract.ollamas);

export function modelsHandlers(models: Models) {
  return os.router({
    watch: os.watch.handler(async function* ({ signal }) {
      for await (const states of models.states.watch(signalOf(signal))) yield [...states];
    }),
    refresh: os.refresh.handler(async () => [...(await models.refresh())]),
    check: os.check.handler(({ input, signal }) => models.check(input.address, signalOf(signal))),
    show: os.show.handler(({ input, signal }) => models.at(input.ollama).show(input.name, signalOf(signal))),
  });
}

export function doctorHandlers(models: Models) {
  return osDoctor.router({
    examine: osDoctor.examine.handler(({ input, signal }) => models.examine(input.id, signalOf(signal))),
  });
}

export function ollamasHandlers({ book }: Models) {
  return osOllamas.router({
    put: osOllamas.put.handler(({ input }) => book.put(input)),
    remove: osOllamas.remove.handler(async ({ input }) => ({ kind: await book.remove(input.id) })),
    setUsual: osOllamas.setUsual.handler(async ({ input }) => ({ kind: await book.setUsual(input.id) })),
  });
}

export function managerHandlers(models: Models) {
  const at = (id: Parameters<Models['at']>[0]) => models.at(id).manager;
  return osManager.router({
    watch: osManager.watch.handler(async function* ({ input, signal }) {
      yield* models.at(input.ollama).watch(signalOf(signal));
    }),
    recommended: osManager.recommended.handler(({ input, signal }) => at(input.ollama).recommended(signalOf(signal))),
    cloudAccount: osManager.cloudAccount.handler(({ input, signal }) =>
      at(input.ollama).cloudAccount(signalOf(signal)),
    ),
    copy: osManager.copy.handler(({ input, signal }) => at(input.ollama).copy(input, signalOf(signal))),
    unload: osManager.unload.handler(({ input, signal }) => at(input.ollama).keep(input.name, 0, signalOf(signal))),
    keepLoaded: osManager.keepLoaded.handler(({ input, signal }) =>
      at(input.ollama).keep(input.name, input.keepS, signalOf(signal)),
    ),
  });
}

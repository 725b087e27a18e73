// The hosted models' part of the contract.
import { implement } from '@orpc/server';
import { appContract } from '../../../preload/contract/contract.ts';
import type { HostedState } from '../../../preload/contract/hosted.ts';
import { signalOf } from '../call-signal.ts';
import type { Watchable } from '../ports.ts';

const os = implement(appContract.hosted);

export function hostedHandlers(state: Watchable<HostedState>) {
  return os.router({
    watch: os.watch.handler(async function* ({ signal }) {
      yield* state.watch(signalOf(signal));
    }),
  });
}

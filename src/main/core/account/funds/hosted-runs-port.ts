// What whoever asks for hosted answers needs of the funds: that each is written down before it is sent, and what it came to.
import type { Hold } from '../../../../../server/contract/holds/holds.ts';
import type { Refusal } from '../../../../preload/contract/failure.ts';
import type { RunId } from '../../../../preload/contract/ids.ts';
import type { ServerProblem } from '../link/link-port.ts';

export type HostedRuns = {
  /** From here on the run is followed until its price is known, whatever becomes of the request. `token`: null sends none. */
  begin(
    runId: RunId,
    signal: AbortSignal,
  ): Promise<
    { readonly kind: 'begun'; readonly token: string | null } | { readonly kind: 'refused'; readonly refusal: Refusal }
  >;
  /** The server said no before it held anything. */
  refused(runId: RunId, problem: ServerProblem): Refusal;
  /** The request surely never left: there is nothing to be asked for. */
  unsent(runId: RunId): void;
  /** The server has named the price. */
  told(runId: RunId, hold: Hold): void;
};

// What hosted answers need from the funds: each is written down before it is sent, and its price is found out afterwards.
import type { Hold } from '../../../../../server/contract/holds/holds.ts';
import type { Refusal } from '../../../../preload/contract/failure.ts';
import type { RunId } from '../../../../preload/contract/ids.ts';
import type { ServerProblem } from '../link/link-port.ts';

export type HostedRuns = {
  /** From here on the run is followed until its price is known, even if the request fails. `token`: null: none is sent. */
  begin(
    runId: RunId,
    signal: AbortSignal,
  ): Promise<
    { readonly kind: 'begun'; readonly token: string | null } | { readonly kind: 'refused'; readonly refusal: Refusal }
  >;
  /** The server said no before it held anything. */
  refused(runId: RunId, problem: ServerProblem): Refusal;
  /** The request was certainly not sent, so the server knows nothing to ask for. */
  unsent(runId: RunId): void;
  /** The server has named the price. */
  told(runId: RunId, hold: Hold): void;
};

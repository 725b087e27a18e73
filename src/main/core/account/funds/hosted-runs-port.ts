// What whoever asks for hosted answers needs of the funds: that each is written down before it is sent, and what it came to.
import type { Hold } from '../../../../../server/contract/holds/holds.ts';
import type { Refusal } from '../../../../preload/contract/failure.ts';
import type { RunId } from '../../../../preload/contract/ids.ts';
import type { ServerProblem } from '../link/link-port.ts';

export type HostedRuns = {
  /**
   * From here on the hold is followed until its price is known, whatever becomes of the request. The first of a run has the run's
   * id, each later one an id of its own. `token`: null sends none.
   */
  begin(
    runId: RunId,
    round: { readonly isFirst: boolean },
    signal: AbortSignal,
  ): Promise<
    | { readonly kind: 'begun'; readonly holdId: RunId; readonly token: string | null }
    | { readonly kind: 'refused'; readonly refusal: Refusal }
  >;
  /** The server said no before it held anything. */
  refused(holdId: RunId, problem: ServerProblem): Refusal;
  /** The request surely never left: there is nothing to be asked for. */
  unsent(holdId: RunId): void;
  /** The server has named the price. */
  told(holdId: RunId, hold: Hold): void;
};

// An outlet carries events to one receiver of the operator's own. The port knows letters, never an order or a hold.
import type { OutletName } from '../contract/letters/dead-letters.ts';
import type { OutletOutcome } from '../contract/letters/letter-outcome.ts';

export type Letter = {
  /** The same at every try. */
  readonly id: string;
  readonly type: string;
  readonly sequence: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** What happened, as JSON. */
  readonly data: string;
};

export type Outlet = {
  readonly name: OutletName;
  /** Resolves once the receiver has it; a repeat is fine. Throws OutletFailed; a later try may succeed. */
  deliver(letter: Letter, signal: AbortSignal): Promise<void>;
  /** May be called twice. */
  close(): Promise<void>;
};

/** The operator finds the outcome beside the letter; it holds no secret. The message is for the log. */
export class OutletFailed extends Error {
  override readonly name = 'OutletFailed';
  readonly outcome: OutletOutcome;

  constructor(outcome: OutletOutcome) {
    super(`not told: ${JSON.stringify(outcome)}`);
    this.outcome = outcome;
  }
}

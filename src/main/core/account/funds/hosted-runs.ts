// Hosted answers in the table of what runs owe. The server holds for them and names their price; the app only never loses sight of one.
import { v7 } from 'uuid';
import { RunId } from '../../../../preload/contract/ids.ts';
import type { Clock } from '../../ports.ts';
import type { LinkPort } from '../link/link-port.ts';
import { keyOf, tokenOf, type PayerPort } from '../payer/payer-port.ts';
import { toRefusalOf } from '../refusal.ts';
import { isBelievable, toCharge } from './hold-charge.ts';
import type { HostedRuns } from './hosted-runs-port.ts';
import { readPayer, refusalOf } from './read-payer.ts';
import type { RunCharges } from './run-charges.ts';

export type HostedRunsOptions = {
  readonly clock: Clock;
  readonly charges: RunCharges;
  readonly link: LinkPort;
  readonly payer: PayerPort;
  /** What is left to pay with may be other than was known. */
  readonly onSpent: () => void;
};

export function createHostedRuns(options: HostedRunsOptions): HostedRuns {
  const { charges, link, onSpent } = options;
  return {
    async begin(runId, { isFirst }, signal) {
      const reading = await readPayer(options, signal);
      // The run may be over by now; nothing is written down for it after its end.
      signal.throwIfAborted();
      const refusal = refusalOf(reading, options.clock.now());
      if (refusal !== null) return { kind: 'refused', refusal };
      const holdId = isFirst ? runId : RunId.parse(v7());
      const payer = keyOf(reading);
      charges.asked({
        runId: holdId,
        answerRunId: isFirst ? null : runId,
        origin: link.origin,
        ...payer,
        venue: 'hosted',
      });
      return { kind: 'begun', holdId, token: tokenOf(reading) };
    },
    refused(holdId, problem) {
      const payer = charges.find(holdId) ?? { personId: null };
      charges.refused(holdId);
      onSpent();
      return toRefusalOf(payer, problem);
    },
    unsent: (holdId) => charges.refused(holdId),
    told(holdId, hold) {
      if (hold.state === 'held' || !isBelievable(hold, holdId) || charges.find(holdId)?.charge !== null) return;
      charges.settled(holdId, toCharge(hold), null);
      onSpent();
    },
  };
}

// Hosted answers in the table of what runs owe. The server holds for them and names their price; the app only never loses sight of one.
import type { Clock } from '../../ports.ts';
import type { LinkPort } from '../link/link-port.ts';
import { toRefusal } from '../refusal.ts';
import type { TokenPort } from '../token/token-port.ts';
import { isBelievable, toCharge } from './hold-charge.ts';
import type { HostedRuns } from './hosted-runs-port.ts';
import { readPayingToken } from './paying-token.ts';
import type { RunCharges } from './run-charges.ts';

export type HostedRunsOptions = {
  readonly clock: Clock;
  readonly charges: RunCharges;
  readonly link: LinkPort;
  readonly token: TokenPort;
  /** What is left to pay with may be other than was known. */
  readonly onSpent: () => void;
};

export function createHostedRuns(options: HostedRunsOptions): HostedRuns {
  const { charges, link, onSpent } = options;
  return {
    async begin(runId, signal) {
      const token = await readPayingToken(options, signal);
      // The run may be over by now; nothing is written down for it after its end.
      signal.throwIfAborted();
      if (token.kind === 'unreadable')
        return { kind: 'refused', refusal: { code: 'token_unreadable', trouble: token.trouble, retryAt: null } };
      const tokenHash = token.kind === 'ready' ? token.hash : null;
      charges.asked({ runId, origin: link.origin, tokenHash, venue: 'hosted' });
      return { kind: 'begun', token: token.kind === 'ready' ? token.token : null };
    },
    refused(runId, problem) {
      charges.refused(runId);
      onSpent();
      return toRefusal(problem);
    },
    unsent: (runId) => charges.refused(runId),
    told(runId, hold) {
      if (hold.state === 'held' || !isBelievable(hold, runId) || charges.find(runId)?.charge !== null) return;
      charges.settled(runId, toCharge(hold), null);
      onSpent();
    },
  };
}

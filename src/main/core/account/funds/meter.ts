// Pays for runs: reserves before a word is shown, and settles afterwards whatever becomes of the network.
import { HoldId } from '../../../../../server/contract/holds/holds.ts';
import type { RunId } from '../../../../preload/contract/ids.ts';
import type { Charge } from '../../../../preload/contract/message.ts';
import type { Clock, Meter, ReserveAnswer } from '../../ports.ts';
import type { TokenReading } from '../token/active-token.ts';
import { askServer, type ServerAnswer } from '../link/ask-server.ts';
import type { Told } from './credits.ts';
import { nextLocalMidnight, type Grace } from './grace.ts';
import { isBelievable, toCharge } from './hold-charge.ts';
import { graceExhausted, reservationEnded, toRefusal, tokenUnreadable } from '../refusal.ts';
import type { Ending, RunCharge, RunCharges } from './run-charges.ts';
import type { Session } from '../session.ts';

/** A person waits for this one, while the model is already working. */
const reserveMsMax = 2_500;
/** How long the end of a run waits to learn what it cost before it goes on without knowing. */
const settleMsMax = 1_500;

export type MeterOptions = {
  readonly clock: Clock;
  readonly charges: RunCharges;
  readonly grace: Grace;
  /** The server in use now; it changes with the settings. */
  readonly session: () => Session;
  readonly onChange: () => void;
};

/** Whom was asked, and with which token: its sum, or null for the free allowance. */
type Asked = { readonly at: Session; readonly payer: string | null };
type Run = { readonly runId: RunId; readonly model: string };

export function createMeter({ clock, charges, grace, session, onChange }: MeterOptions): Omit<Meter, 'onSettled'> {
  async function reserve(run: Run, signal: AbortSignal): Promise<ReserveAnswer> {
    signal.throwIfAborted();
    const before = charges.find(run.runId);
    if (before !== null) {
      const known = repeat(before);
      if (known !== null) return known;
    }

    const at = session();
    const token = await readToken(at, signal);
    if (token.kind === 'unreadable') return { kind: 'refused', refusal: tokenUnreadable(token.reason) };
    charges.asked({ runId: run.runId, origin: at.origin, tokenHash: token.kind === 'ready' ? token.hash : null });

    if (at.link.current().kind === 'offline') {
      at.link.nudge();
      return fromGrace(run.runId, null);
    }
    const answer = await askServer({ clock, msMax: reserveMsMax, signal }, async (stop) => {
      const made = await at.client.call.holds.create(
        { id: HoldId.parse(run.runId), model: run.model, venue: 'local' },
        { signal: stop, context: { token: token.kind === 'ready' ? token.token : null } },
      );
      return made.body;
    });
    at.link.report(answer);
    return decide(run.runId, answer, { at, payer: token.kind === 'ready' ? token.hash : null });
  }

  /** What a run that asked before is told; null where it has to ask again. */
  function repeat(before: RunCharge): ReserveAnswer | null {
    if (before.funding === 'grace') return fromGrace(before.runId, null);
    if (before.charge?.kind === 'captured') return { kind: 'granted', charge: before.charge };
    if (before.ending !== null) return { kind: 'refused', refusal: reservationEnded };
    if (before.funding !== 'held' || before.source === null) return null;
    return { kind: 'granted', charge: { kind: 'held', source: before.source } };
  }

  function decide(runId: RunId, answer: ServerAnswer<Told>, { at, payer }: Asked): ReserveAnswer {
    switch (answer.kind) {
      case 'ok': {
        const { hold } = answer.value;
        if (!isBelievable(hold, runId)) return fromGrace(runId, giveBack);
        at.told(answer.value, payer);
        if (hold.state === 'released' || hold.state === 'expired') {
          charges.refused(runId);
          return { kind: 'refused', refusal: reservationEnded };
        }
        charges.held(runId, hold.source);
        return { kind: 'granted', charge: toCharge(hold) };
      }
      case 'problem':
        charges.refused(runId);
        at.refresh();
        return { kind: 'refused', refusal: toRefusal(answer) };
      case 'broken':
        return fromGrace(runId, giveBack);
      case 'unreachable':
        return fromGrace(runId, answer.wasSent ? giveBack : null);
    }
  }

  /** `release`: the server may have made the hold although no answer came; one message is not paid for twice. */
  function fromGrace(runId: RunId, release: Ending | null): ReserveAnswer {
    const now = clock.now();
    const isGranted = grace.take(runId, now);
    if (isGranted && charges.find(runId)?.funding !== 'grace') charges.graced(runId, release);
    if (!isGranted) endRefused(runId, release);
    if (release !== null) session().outbox.wake();
    onChange();
    if (isGranted) return { kind: 'granted', charge: { kind: 'grace' } };
    return { kind: 'refused', refusal: graceExhausted(grace.limit, nextLocalMidnight(now)) };
  }

  function endRefused(runId: RunId, release: Ending | null): void {
    if (release === null) charges.refused(runId);
    else charges.ended(runId, release);
  }

  async function end(runId: RunId, ending: Ending): Promise<Charge> {
    const row = charges.find(runId);
    if (row === null || row.funding === 'refused') return { kind: 'none' };
    if (row.funding === 'grace') return endGrace(runId, ending);
    charges.ended(runId, ending);
    onChange();
    const at = session();
    at.outbox.wake();
    if (row.origin !== at.origin || at.link.current().kind === 'offline') return { kind: 'unsettled' };
    return await soon(at, runId);
  }

  function endGrace(runId: RunId, ending: Ending): Charge {
    if (ending.kind === 'capture') return { kind: 'grace' };
    grace.giveBack(runId);
    onChange();
    return { kind: 'released' };
  }

  async function soon(at: Session, runId: RunId): Promise<Charge> {
    const enough = new AbortController();
    const waited = clock.wait(settleMsMax, enough.signal).then(
      () => null,
      () => null,
    );
    try {
      const delivery = await Promise.race([at.outbox.deliver(runId), waited]);
      return delivery?.kind === 'settled' ? delivery.charge : { kind: 'unsettled' };
    } catch (error) {
      // The server was changed or the app is closing; the outbox goes on at the next start.
      if (at.signal.aborted) return { kind: 'unsettled' };
      throw error;
    } finally {
      enough.abort();
    }
  }

  /** A keychain that waits for its owner must not hold up the answer for longer than the server may. */
  async function readToken(at: Session, signal: AbortSignal): Promise<TokenReading> {
    const answer = await askServer({ clock, msMax: reserveMsMax, signal }, async () => await at.token.read());
    if (answer.kind === 'ok') return answer.value;
    return { kind: 'unreadable', reason: 'The keychain does not answer.', place: 'keychain' };
  }

  return {
    reserve,
    capture: async (runId, usage, outcome) =>
      await end(runId, {
        kind: 'capture',
        usage: {
          prompt_tokens: toCount(usage.promptTokens),
          completion_tokens: toCount(usage.completionTokens),
          duration_ms: toCount(usage.durationMs),
        },
        outcome,
      }),
    release: async (runId, reason) => await end(runId, { kind: 'release', reason }),
  };
}

const giveBack: Ending = { kind: 'release', reason: 'answered under the offline grace' };

/** Whole and within what the server takes; Ollama's durations are fractions of milliseconds. */
function toCount(value: number): number {
  return Number.isFinite(value) ? Math.min(1_000_000_000, Math.max(0, Math.round(value))) : 0;
}

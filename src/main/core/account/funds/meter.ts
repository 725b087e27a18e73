// Pays for runs: reserves before a word is shown, and settles afterwards whatever becomes of the network.
import { HoldId } from '../../../../../server/contract/holds/holds.ts';
import type { RunId } from '../../../../preload/contract/ids.ts';
import type { Charge } from '../../../../preload/contract/message.ts';
import type { Clock, Meter, ReserveAnswer, RunEnding } from '../../ports.ts';
import { within } from '../../time-limit.ts';
import type { ReadableCell } from '../../watchable.ts';
import type { LinkPort, ServerAnswer } from '../link/link-port.ts';
import { keyOf, nameOf, tokenOf, type PayerKey, type PayerPort } from '../payer/payer-port.ts';
import { toRefusalOf } from '../refusal.ts';
import type { LinkSlice } from '../state.ts';
import type { Told } from './credits.ts';
import { nextLocalMidnight, type Grace } from './grace.ts';
import { isBelievable, toCharge } from './hold-charge.ts';
import type { Outbox } from './outbox.ts';
import { readPayer, refusalOf } from './read-payer.ts';
import type { Ending, RunCharge, RunCharges } from './run-charges.ts';
import { totalOf } from './total-charge.ts';

/** A person waits for this one, while the model is already working. */
const reserveMsMax = 2_500;
/** Once the day's offline messages are used up: on a slow network the server alone can say yes. */
const lastReserveMsMax = 15_000;
/** How long the end of a run waits to learn what it cost before it goes on without knowing. */
const settleMsMax = 1_500;

export type MeterOptions = {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly charges: RunCharges;
  readonly grace: Grace;
  readonly link: LinkPort;
  readonly linkSlice: ReadableCell<LinkSlice>;
  readonly payer: PayerPort;
  readonly outbox: Outbox;
  /** Runs whose hold is being asked for just now. */
  readonly reserving: Map<RunId, Promise<unknown>>;
  /** `payer`: the hash of the token or the person that pays; null: the free allowance. */
  readonly onTold: (told: Told, payer: string | null) => void;
  /** The server said no: what is left may be other than was known. */
  readonly onRefused: () => void;
  /** Something was counted or written down here. */
  readonly onChange: () => void;
};

type Run = { readonly runId: RunId; readonly model: string };

/** Of one server. */
export type ServerMeter = Omit<Meter, 'onSettled'>;

export function createMeter(options: MeterOptions): ServerMeter {
  const { clock, charges, grace, link, linkSlice, outbox, reserving, onChange } = options;
  const isOffline = (): boolean => linkSlice.current().link.kind === 'offline';

  async function reserve(run: Run, signal: AbortSignal): Promise<ReserveAnswer> {
    signal.throwIfAborted();
    const before = charges.find(run.runId);
    if (before !== null) {
      const known = repeat(before);
      if (known !== null) return known;
    }

    const reading = await readPayer(options, signal);
    // The run may be over by now; nothing is written down for it after its end.
    signal.throwIfAborted();
    // Where the account's issuer is away, nobody can be asked for the money, as where the server is.
    const isAway = reading.kind === 'away';
    const refusal = isAway ? null : refusalOf(reading, clock.now());
    if (refusal !== null) return { kind: 'refused', refusal };
    const payer: PayerKey = isAway ? { tokenHash: null, personId: reading.personId } : keyOf(reading);
    charges.asked({ runId: run.runId, answerRunId: null, origin: link.origin, ...payer, venue: 'local' });

    if (isOffline()) link.nudge();
    if (isOffline() || isAway) return fromGrace(run.runId, null);
    const token = tokenOf(reading);
    const answer = await link.ask(
      { msMax: grace.left(clock.now()) > 0 ? reserveMsMax : lastReserveMsMax, token, signal },
      async (server, own) =>
        (await server.holds.create({ id: HoldId.parse(run.runId), model: run.model, venue: 'local' }, own)).body,
    );
    signal.throwIfAborted();
    if (isRejected(answer) && payer.personId !== null && token !== null) options.payer.refused(token);
    return decide(run.runId, answer, payer);
  }

  /** What a run that asked before is told; null where it has to ask again. */
  function repeat(before: RunCharge): ReserveAnswer | null {
    if (before.funding === 'grace') return fromGrace(before.runId, null);
    if (before.charge?.kind === 'captured') return { kind: 'granted', charge: before.charge };
    if (before.ending !== null) return { kind: 'refused', refusal: { code: 'hold_ended', retryAt: null } };
    if (before.funding !== 'held' || before.source === null) return null;
    return { kind: 'granted', charge: { kind: 'held', source: before.source } };
  }

  function decide(runId: RunId, answer: ServerAnswer<Told>, payer: PayerKey): ReserveAnswer {
    switch (answer.kind) {
      case 'ok': {
        const { hold } = answer.value;
        if (!isBelievable(hold, runId)) return fromGrace(runId, giveBack);
        options.onTold(answer.value, nameOf(payer));
        if (hold.state === 'released' || hold.state === 'expired') {
          charges.refused(runId);
          return { kind: 'refused', refusal: { code: 'hold_ended', retryAt: null } };
        }
        charges.held(runId, hold.source);
        return { kind: 'granted', charge: toCharge(hold) };
      }
      case 'problem':
        charges.refused(runId);
        options.onRefused();
        // The plan's day is used up, and its rest is for a model of one's own, which this is.
        if (answer.code === 'daily_limit_reached' && answer.params['degrade_to'] === 'local')
          return { kind: 'granted', charge: { kind: 'none' } };
        // Where an account pays, what the server rejected is no token of ours.
        if (isRejected(answer) && payer.personId !== null)
          return { kind: 'refused', refusal: { code: 'account_refused', retryAt: clock.now() } };
        return { kind: 'refused', refusal: toRefusalOf(payer, answer) };
      case 'broken':
        return fromGrace(runId, giveBack);
      case 'unreachable':
        return fromGrace(runId, answer.wasSent ? giveBack : null);
    }
  }

  /** `release`: the server may have made the hold although no answer came, and one message is not paid for twice. */
  function fromGrace(runId: RunId, release: Ending | null): ReserveAnswer {
    const now = clock.now();
    const isGranted = grace.take(runId, now);
    if (isGranted && charges.find(runId)?.funding !== 'grace') charges.graced(runId, release);
    if (!isGranted) endRefused(runId, release);
    onChange();
    if (isGranted) return { kind: 'granted', charge: { kind: 'grace' } };
    return {
      kind: 'refused',
      refusal: { code: 'grace_exhausted', limit: grace.limit, retryAt: nextLocalMidnight(now) },
    };
  }

  function endRefused(runId: RunId, release: Ending | null): void {
    if (release === null) charges.refused(runId);
    else charges.ended(runId, release);
  }

  function end(runId: RunId, ending: RunEnding): Charge {
    const known = totalOf(charges.roundsOf(runId));
    if (known !== null) return known;
    if (charges.find(runId)?.funding === 'grace') return endGrace(runId, ending);
    charges.ended(runId, toEnding(ending));
    changed();
    return { kind: 'unsettled' };
  }

  function endGrace(runId: RunId, ending: RunEnding): Charge {
    const charge: Charge = { kind: ending.kind === 'capture' ? 'grace' : 'released' };
    if (charge.kind === 'released') grace.giveBack(runId);
    charges.graceEnded(runId, charge);
    changed();
    return charge;
  }

  /** After the caller's transaction, which may yet fail. */
  function changed(): void {
    queueMicrotask(() => {
      onChange();
      outbox.wake();
    });
  }

  async function settle(runId: RunId): Promise<Charge> {
    await reserving.get(runId);
    const rounds = charges.roundsOf(runId);
    const known = totalOf(rounds);
    if (known !== null) return known;
    const open = rounds.filter(({ charge, funding }) => charge === null && funding !== 'refused');
    const isLater = open.some(({ ending, origin }) => ending === null || origin !== link.origin);
    return isLater || isOffline() ? { kind: 'unsettled' } : await soon(open);
  }

  async function soon(open: readonly RunCharge[]): Promise<Charge> {
    try {
      const deliveries = Promise.all(open.map(({ runId }) => outbox.deliver(runId)));
      const told = (await within({ clock, ms: settleMsMax }, deliveries, null)) ?? [];
      const [first] = told;
      if (open.length === 1 && first?.kind === 'settled' && open[0]?.funding === 'grace') return first.charge;
      const answerRunId = open[0]?.answerRunId;
      const total = answerRunId === undefined ? null : totalOf(charges.roundsOf(answerRunId));
      return total ?? { kind: 'unsettled' };
    } catch (error) {
      // The server was changed or the app is closing; the outbox goes on at the next start.
      if (options.signal.aborted) return { kind: 'unsettled' };
      throw error;
    }
  }

  return {
    end,
    settle,
    async reserve(run, signal) {
      const over = Promise.withResolvers<void>();
      reserving.set(run.runId, over.promise);
      try {
        return await reserve(run, signal);
      } finally {
        reserving.delete(run.runId);
        over.resolve();
        if (charges.find(run.runId)?.isPending === true) outbox.wake();
      }
    },
  };
}

function toEnding(ending: RunEnding): Ending {
  if (ending.kind === 'release') return ending;
  const { promptTokens, completionTokens, durationMs } = ending.usage;
  const usage = {
    prompt_tokens: toCount(promptTokens),
    completion_tokens: toCount(completionTokens),
    duration_ms: toCount(durationMs),
  };
  return { kind: 'capture', usage, outcome: ending.outcome };
}

function isRejected(answer: ServerAnswer<unknown>): boolean {
  return answer.kind === 'problem' && answer.code === 'token_rejected';
}

const giveBack: Ending = { kind: 'release', reason: 'offline_grace' };

/** Whole and within what the server takes; Ollama's durations are fractions of milliseconds. */
function toCount(value: number): number {
  return Number.isFinite(value) ? Math.min(1_000_000_000, Math.max(0, Math.round(value))) : 0;
}

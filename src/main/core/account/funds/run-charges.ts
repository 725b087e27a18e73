// Every run that asked to be paid for, in the database: how it was funded, how it ended, what the server still has to hear, and what
// it cost. Nothing else keeps what a run owes.
import { z } from 'zod';
import { Usage, type Hold } from '../../../../../server/contract/holds/holds.ts';
import { RunId } from '../../../../preload/contract/ids.ts';
import { Charge } from '../../../../preload/contract/message.ts';
import { Venue } from '../../../../preload/contract/models.ts';
import type { Durability, WritableDb } from '../../store/db.ts';
import { jsonColumn } from '../../store/json-column.ts';
import { totalOf } from './total-charge.ts';

export const Ending = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('capture'), usage: Usage, outcome: z.enum(['completed', 'stopped', 'interrupted']) }),
  /** `reason`: a code for the operator, such as "failed:ollama_cut". */
  z.object({ kind: z.literal('release'), reason: z.string() }),
]);
export type Ending = z.infer<typeof Ending>;

export const RunChargeRow = z
  .object({
    run_id: RunId,
    origin: z.string(),
    token_hash: z.string().nullable(),
    person_id: z.string().nullable(),
    venue: Venue,
    funding: z.enum(['asked', 'held', 'grace', 'refused']),
    source: z.enum(['pro', 'free', 'plan']).nullable(),
    ending: jsonColumn(Ending).nullable(),
    is_pending: z.int(),
    charge: jsonColumn(Charge).nullable(),
    updated_at: z.int(),
    answer_run_id: RunId.nullable(),
  })
  .transform((row) => ({
    runId: row.run_id,
    /** Whose answer it pays for. */
    answerRunId: row.answer_run_id ?? row.run_id,
    origin: row.origin,
    tokenHash: row.token_hash,
    personId: row.person_id,
    venue: row.venue,
    funding: row.funding,
    source: row.source,
    ending: row.ending,
    isPending: row.is_pending === 1,
    charge: row.charge,
    /** Where it is to be told still: when it ended. Epoch milliseconds. */
    changedAt: row.updated_at,
  }));
export type RunCharge = z.infer<typeof RunChargeRow>;

type AskedRun = {
  readonly runId: RunId;
  /** The run whose answer it pays for a later round of; null: it is that run. */
  readonly answerRunId: RunId | null;
  readonly origin: string;
  readonly tokenHash: string | null;
  readonly personId: string | null;
  readonly venue: Venue;
};

const Count = z.object({ runs: z.int() });

export type RunCharges = ReturnType<typeof createRunCharges>;

export function createRunCharges(db: WritableDb, now: () => number) {
  const find = (runId: RunId): RunCharge | null =>
    db.get(RunChargeRow, 'SELECT * FROM run_charges WHERE run_id = @runId', { runId });
  const roundsOf = (answerRunId: RunId): readonly RunCharge[] =>
    db.all(
      RunChargeRow,
      'SELECT * FROM run_charges WHERE run_id = @answerRunId OR answer_run_id = @answerRunId ORDER BY created_at, run_id',
      { answerRunId },
    );
  const change = (
    sql: string,
    params: Record<string, string | number | null>,
    durability: Durability = 'durable',
  ): void => {
    db.transact(durability, () => db.run(sql, { ...params, now: now() }));
  };

  const listeners = new Set<(runId: RunId, charge: Charge) => void>();

  return {
    find,
    /** All holds of an answer: the run's own, and those of its later rounds. */
    roundsOf,

    /** Calls `listen` within the transaction of each `settled`. */
    onSettled(listen: (runId: RunId, charge: Charge) => void): void {
      listeners.add(listen);
    },

    /** Written before the server is asked. A refused run may ask again; anything else stays as it is. */
    asked(run: AskedRun): void {
      change(
        `INSERT INTO run_charges
           (run_id, answer_run_id, origin, token_hash, person_id, venue, funding, created_at, updated_at)
         VALUES (@runId, @answerRunId, @origin, @tokenHash, @personId, @venue, 'asked', @now, @now)
         ON CONFLICT (run_id) DO UPDATE SET funding = 'asked', origin = excluded.origin,
           token_hash = excluded.token_hash, person_id = excluded.person_id, updated_at = @now WHERE funding = 'refused'`,
        run,
      );
    },

    /**
     * Not durable, so that the first word does not wait for the disk: after a power cut the run may read as asked for only, and then
     * it is settled like every run that was cut off.
     */
    held(runId: RunId, source: Hold['source']): void {
      change(
        `UPDATE run_charges SET funding = 'held', source = @source, updated_at = @now WHERE run_id = @runId AND funding = 'asked'`,
        { runId, source },
        'relaxed',
      );
    },

    refused(runId: RunId): void {
      change(
        `UPDATE run_charges SET funding = 'refused', updated_at = @now WHERE run_id = @runId AND funding = 'asked'`,
        { runId },
      );
    },

    /** Counted as an offline message. `release`: what the server is to be told, since it may have made the hold all the same. */
    graced(runId: RunId, release: Ending | null): void {
      change(
        `UPDATE run_charges SET funding = 'grace', ending = @ending, is_pending = @pending, updated_at = @now WHERE run_id = @runId`,
        { runId, ending: release === null ? null : JSON.stringify(release), pending: release === null ? 0 : 1 },
      );
    },

    /** Ends all rounds of the run. The first ending stands: a second one changes nothing, and none does once the price is known. */
    ended(runId: RunId, ending: Ending): void {
      change(
        `UPDATE run_charges SET ending = @ending, is_pending = 1, updated_at = @now
         WHERE (run_id = @runId OR answer_run_id = @runId)
           AND ending IS NULL AND charge IS NULL AND funding IN ('asked', 'held')`,
        { runId, ending: JSON.stringify(ending) },
      );
    },

    /** What an offline message cost in the end. Its first ending stands, too. */
    graceEnded(runId: RunId, charge: Charge): void {
      change(
        `UPDATE run_charges SET charge = @charge, updated_at = @now
         WHERE run_id = @runId AND funding = 'grace' AND charge IS NULL`,
        { runId, charge: JSON.stringify(charge) },
      );
    },

    /** The server has heard that the hold of an offline message is not needed. */
    givenBack(runId: RunId, note: string | null): void {
      change(
        `UPDATE run_charges SET is_pending = 0, note = @note, updated_at = @now
         WHERE run_id = @runId AND funding = 'grace'`,
        { runId, note },
      );
    },

    /**
     * The server has heard of the end. Once the price of all rounds is known, whoever listens writes their sum beside the answer in
     * the same transaction.
     */
    settled(runId: RunId, charge: Charge, note: string | null): void {
      db.transact('durable', () => {
        change(
          `UPDATE run_charges SET is_pending = 0, charge = @charge, note = @note, updated_at = @now WHERE run_id = @runId`,
          { runId, charge: JSON.stringify(charge), note },
        );
        const answerRunId = find(runId)?.answerRunId ?? runId;
        const total = totalOf(roundsOf(answerRunId));
        if (total !== null) for (const listen of listeners) listen(answerRunId, total);
      });
    },

    /** Deletes what was settled before `before`: the answers keep their own price. Gives how many there were. */
    prune: (before: number): number =>
      db.transact('relaxed', () =>
        db.run(
          `DELETE FROM run_charges WHERE is_pending = 0 AND updated_at < @before
           AND (charge IS NOT NULL OR funding IN ('refused', 'grace'))`,
          { before },
        ),
      ),

    pending: (origin: string): readonly RunCharge[] =>
      db.all(
        RunChargeRow,
        'SELECT * FROM run_charges WHERE origin = @origin AND is_pending = 1 ORDER BY created_at LIMIT 200',
        {
          origin,
        },
      ),

    countPending: (origin: string): number =>
      db.get(Count, 'SELECT count(*) AS runs FROM run_charges WHERE origin = @origin AND is_pending = 1', { origin })
        ?.runs ?? 0,
  };
}

// Holds, the refusals that stand beside them, and the counts of the free allowance.
import type { HoldId } from '../../../contract/holds/holds.ts';
import type { PlanId } from '../../../contract/plans/plans.ts';
import type { ProblemCode } from '../../../contract/problem.ts';
import type { AllowanceCount, AllowanceKey, AllowanceSeen } from '../../../domain/holds/allowance.ts';
import type { HolderKey, HoldPayer, HoldRecord } from '../../../domain/holds/hold.ts';
import { walletId } from '../../../domain/wallets/ledger.ts';
import { microcredits } from '../../../domain/money.ts';
import type { CounterWindow } from '../../../domain/plans/plan.ts';
import type { MeteredUsage } from '../../../domain/holds/price.ts';
import { invariant } from '../../../lib/invariant.ts';
import type { StoredRefusal } from '../../holds/hold-store.ts';
import type { Connection } from '../connection.ts';
import { type KnownPrices, knowPrices } from './known-prices.ts';

export type Holds = {
  hold(id: HoldId): HoldRecord | null;
  insert(hold: HoldRecord): void;
  /** Writes what may change of a hold that is still held. */
  update(hold: HoldRecord): void;
  due(due: { readonly before: number; readonly after: number; readonly limit: number }): readonly HoldId[];
  refusal(id: HoldId): StoredRefusal | null;
  insertRefusal(refusal: StoredRefusal): void;
  allowance(key: AllowanceKey): AllowanceSeen;
  setAllowance(count: AllowanceCount): void;
  resetAllowance(key: AllowanceKey): void;
};

type HoldRow = {
  readonly id: HoldId;
  readonly holder: HolderKey;
  readonly state: HoldRecord['state'];
  readonly model: string;
  readonly venue: HoldRecord['venue'];
  readonly price: string;
  readonly wallet_id: string | null;
  readonly counted: string | null;
  readonly plan_id: PlanId | null;
  readonly estimate: string | null;
  readonly output_limit: number | null;
  readonly degrade: string | null;
  readonly overrun: number;
  readonly response_bytes: number;
  readonly images: number;
  readonly amount: number;
  readonly captured: number;
  readonly created_at: number;
  readonly expires_at: number;
  readonly ended_at: number | null;
  readonly outcome: string | null;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly duration_ms: number;
};

type RefusalRow = {
  readonly id: HoldId;
  readonly holder: HolderKey;
  readonly model: string;
  readonly venue: HoldRecord['venue'];
  readonly estimate: string | null;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly resets_at: number | null;
  readonly at: number;
};

export function prepareHolds(db: Connection): Holds {
  const hold = db.prepare<[string], HoldRow>('SELECT * FROM holds WHERE id = ?');
  const insert = db.prepare(
    `INSERT INTO holds (id, holder, state, model, venue, price, wallet_id, counted, amount, captured, created_at, expires_at,
       ended_at, outcome, prompt_tokens, completion_tokens, duration_ms, plan_id, estimate, output_limit, degrade)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = db.prepare(
    `UPDATE holds SET state = ?, expires_at = ?, captured = ?, overrun = ?, ended_at = ?, outcome = ?, prompt_tokens = ?, completion_tokens = ?,
       duration_ms = ?, response_bytes = ?, images = ? WHERE id = ? AND state = 'held'`,
  );
  // Apart, so that each is a search of its index: with an OR between them every open hold would be looked at, every time.
  const overdue = db.prepare<[number, number], { id: HoldId }>(
    "SELECT id FROM holds WHERE state = 'held' AND expires_at <= ? ORDER BY expires_at LIMIT ?",
  );
  // What a hold's own rule says of a clock that was put back; the bound on expires_at lets the index serve it.
  const putAhead = db.prepare<[number, number, number], { id: HoldId }>(
    `SELECT id FROM holds WHERE state = 'held' AND expires_at >= ? AND created_at - ? >= expires_at - created_at
     ORDER BY expires_at LIMIT ?`,
  );
  const refusal = db.prepare<[string], RefusalRow>('SELECT * FROM refusals WHERE id = ?');
  const insertRefusal = db.prepare(
    'INSERT INTO refusals (id, holder, model, venue, estimate, code, detail, resets_at, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const allowance = db.prepare<[string], { started_at: number; used: number }>(
    'SELECT started_at, used FROM allowances WHERE key = ?',
  );
  const setAllowance = db.prepare(
    'INSERT INTO allowances (key, started_at, used) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET started_at = excluded.started_at, used = excluded.used',
  );
  const resetAllowance = db.prepare('DELETE FROM allowances WHERE key = ?');
  const prices = knowPrices();

  return {
    hold: (id) => toRecord(hold.get(id), prices),
    insert(record) {
      const { payer, usage } = record;
      insert.run(
        record.id,
        record.holder,
        record.state,
        record.model,
        record.venue,
        prices.text(record.price),
        payer.kind === 'wallet' ? payer.walletId : null,
        payer.kind === 'wallet' ? null : JSON.stringify(payer.counted),
        record.amount,
        record.captured,
        record.createdAt,
        record.expiresAt,
        record.endedAt,
        record.outcome,
        usage.promptTokens,
        usage.completionTokens,
        usage.durationMs,
        payer.kind === 'plan' ? payer.planId : null,
        toJson(record.estimate),
        record.outputLimit,
        toJson(record.degrade),
      );
    },
    update({ id, state, expiresAt, captured, overrun, endedAt, outcome, usage }) {
      const { changes } = update.run(
        state,
        expiresAt,
        captured,
        overrun,
        endedAt,
        outcome,
        usage.promptTokens,
        usage.completionTokens,
        usage.durationMs,
        usage.responseBytes ?? 0,
        usage.images ?? 0,
        id,
      );
      invariant(changes === 1, `hold ${id} was not held any more`);
    },
    due: ({ before, after, limit }) =>
      [...overdue.all(before, limit), ...putAhead.all(after, before, limit)].slice(0, limit).map(({ id }) => id),
    refusal: (id) => toRefusal(refusal.get(id)),
    insertRefusal(no) {
      insertRefusal.run(
        no.id,
        no.holder,
        no.model,
        no.venue,
        toJson(no.estimate),
        no.code,
        no.detail,
        no.resetsAt,
        no.at,
      );
    },
    allowance(key) {
      const row = allowance.get(key);
      return { key, count: row === undefined ? null : { key, startedAt: row.started_at, used: row.used } };
    },
    setAllowance({ key, startedAt, used }) {
      setAllowance.run(key, startedAt, used);
    },
    resetAllowance(key) {
      resetAllowance.run(key);
    },
  };
}

function toRecord(row: HoldRow | undefined, prices: KnownPrices): HoldRecord | null {
  if (row === undefined) return null;
  return {
    id: row.id,
    holder: row.holder,
    state: row.state,
    model: row.model,
    venue: row.venue,
    price: prices.read(row.price),
    estimate: estimateIn(row.estimate),
    payer: toPayer(row),
    amount: microcredits(row.amount),
    outputLimit: row.output_limit,
    degrade: row.degrade === null ? null : JSON.parse(row.degrade),
    captured: microcredits(row.captured),
    overrun: microcredits(row.overrun),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
    outcome: row.outcome,
    usage: {
      promptTokens: row.prompt_tokens,
      completionTokens: row.completion_tokens,
      durationMs: row.duration_ms,
      ...(row.response_bytes === 0 ? {} : { responseBytes: row.response_bytes }),
      ...(row.images === 0 ? {} : { images: row.images }),
    },
  };
}

function toPayer(row: HoldRow): HoldPayer {
  if (row.wallet_id !== null) return { kind: 'wallet', walletId: walletId(row.wallet_id) };
  if (row.plan_id !== null) {
    const windows: readonly CounterWindow[] = JSON.parse(row.counted ?? '[]');
    return { kind: 'plan', planId: row.plan_id, counted: windows };
  }
  const counted: readonly AllowanceCount[] = JSON.parse(row.counted ?? '[]');
  return { kind: 'free', counted };
}

function estimateIn(column: string | null): MeteredUsage | null {
  return column === null ? null : JSON.parse(column);
}

function toJson(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

function toRefusal(row: RefusalRow | undefined): StoredRefusal | null {
  if (row === undefined) return null;
  return {
    id: row.id,
    holder: row.holder,
    model: row.model,
    venue: row.venue,
    estimate: estimateIn(row.estimate),
    code: row.code,
    detail: row.detail,
    resetsAt: row.resets_at,
    at: row.at,
  };
}

// Holds, the refusals that stand beside them, and the counts of the free allowance.
import type { HoldId } from '../../contract/holds.ts';
import type { ProblemCode } from '../../contract/problem.ts';
import type { AllowanceCount, AllowanceKey, AllowanceSeen } from '../../domain/allowance.ts';
import type { HolderKey, HoldPayer, HoldRecord } from '../../domain/hold.ts';
import { walletId } from '../../domain/ledger.ts';
import { microcredits } from '../../domain/money.ts';
import type { Price } from '../../domain/price.ts';
import { invariant } from '../../lib/invariant.ts';
import type { StoredRefusal } from '../storage.ts';
import type { Connection } from './connection.ts';

export type Holds = {
  hold(id: HoldId): HoldRecord | null;
  insert(hold: HoldRecord): void;
  /** Writes the end of a hold that is still held. */
  end(hold: HoldRecord): void;
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
  readonly code: ProblemCode;
  readonly detail: string;
  readonly resets_at: number | null;
  readonly at: number;
};

export function prepareHolds(db: Connection): Holds {
  const hold = db.prepare<[string], HoldRow>('SELECT * FROM holds WHERE id = ?');
  const insert = db.prepare(
    `INSERT INTO holds (id, holder, state, model, venue, price, wallet_id, counted, amount, captured, created_at, expires_at,
       ended_at, outcome, prompt_tokens, completion_tokens, duration_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const end = db.prepare(
    `UPDATE holds SET state = ?, captured = ?, ended_at = ?, outcome = ?, prompt_tokens = ?, completion_tokens = ?, duration_ms = ?
     WHERE id = ? AND state = 'held'`,
  );
  const due = db.prepare<[number, number, number], { id: HoldId }>(
    "SELECT id FROM holds WHERE state = 'held' AND (expires_at <= ? OR expires_at >= ?) ORDER BY expires_at LIMIT ?",
  );
  const refusal = db.prepare<[string], RefusalRow>('SELECT * FROM refusals WHERE id = ?');
  const insertRefusal = db.prepare(
    'INSERT INTO refusals (id, holder, model, venue, code, detail, resets_at, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const allowance = db.prepare<[string], { started_at: number; used: number }>(
    'SELECT started_at, used FROM allowances WHERE key = ?',
  );
  const setAllowance = db.prepare(
    'INSERT INTO allowances (key, started_at, used) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET started_at = excluded.started_at, used = excluded.used',
  );
  const resetAllowance = db.prepare('DELETE FROM allowances WHERE key = ?');

  return {
    hold: (id) => toRecord(hold.get(id)),
    insert(record) {
      const { payer, usage } = record;
      insert.run(
        record.id,
        record.holder,
        record.state,
        record.model,
        record.venue,
        JSON.stringify(record.price),
        payer.kind === 'wallet' ? payer.walletId : null,
        payer.kind === 'free' ? JSON.stringify(payer.counted) : null,
        record.amount,
        record.captured,
        record.createdAt,
        record.expiresAt,
        record.endedAt,
        record.outcome,
        usage.promptTokens,
        usage.completionTokens,
        usage.durationMs,
      );
    },
    end({ id, state, captured, endedAt, outcome, usage }) {
      const { changes } = end.run(
        state,
        captured,
        endedAt,
        outcome,
        usage.promptTokens,
        usage.completionTokens,
        usage.durationMs,
        id,
      );
      invariant(changes === 1, `hold ${id} was not held any more`);
    },
    due: ({ before, after, limit }) => due.all(before, after, limit).map(({ id }) => id),
    refusal: (id) => toRefusal(refusal.get(id)),
    insertRefusal(no) {
      insertRefusal.run(no.id, no.holder, no.model, no.venue, no.code, no.detail, no.resetsAt, no.at);
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

function toRecord(row: HoldRow | undefined): HoldRecord | null {
  if (row === undefined) return null;
  return {
    id: row.id,
    holder: row.holder,
    state: row.state,
    model: row.model,
    venue: row.venue,
    price: priceIn(row.price),
    payer: toPayer(row),
    amount: microcredits(row.amount),
    captured: microcredits(row.captured),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
    outcome: row.outcome,
    usage: { promptTokens: row.prompt_tokens, completionTokens: row.completion_tokens, durationMs: row.duration_ms },
  };
}

function toPayer(row: HoldRow): HoldPayer {
  if (row.wallet_id !== null) return { kind: 'wallet', walletId: walletId(row.wallet_id) };
  const counted: readonly AllowanceCount[] = JSON.parse(row.counted ?? '[]');
  return { kind: 'free', counted };
}

function priceIn(column: string): Price {
  return JSON.parse(column);
}

function toRefusal(row: RefusalRow | undefined): StoredRefusal | null {
  if (row === undefined) return null;
  return {
    id: row.id,
    holder: row.holder,
    model: row.model,
    venue: row.venue,
    code: row.code,
    detail: row.detail,
    resetsAt: row.resets_at,
    at: row.at,
  };
}

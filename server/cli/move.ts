// Moves a ledger from one store to another, or says that one which has gone is in use again.
import { resolve } from 'node:path';
import { z } from 'zod';
import { type AddressFault, faultOfAddress, namesDatabase } from '../settings/database-address.ts';
import { pass } from '../storage/failpoint.ts';
import { moveLedger, type MovedTable, type MoveOutcome } from '../storage/whole/move-ledger.ts';
import { sayFinding } from '../words/commands/audit.ts';
import { moveWords as words } from '../words/commands/move.ts';
import { type Env, type Given, type Voice, faultsOf } from './command.ts';
import { inColumns } from './in-columns.ts';
import { openMoveSource, openMoveTarget, takeLedgerBack } from './move-ends.ts';
import { exitCodes, progressTo, refuse } from './whole-command.ts';

const Wish = z
  .object({
    from: z.string(words.fromMissing).min(1, words.fromMissing),
    to: z.string().min(1, words.toMissing).optional(),
    'take-back': z.boolean().default(false),
    json: z.boolean().default(false),
  })
  .superRefine(({ to, 'take-back': isBack }, context) => {
    if ((to === undefined) !== isBack)
      context.addIssue({ code: 'custom', message: isBack ? words.takeBackAlone : words.toMissing });
  });

export async function move(env: Env, values: Given, { say, complain }: Voice): Promise<number> {
  const wish = Wish.safeParse(values);
  if (!wish.success) return complain(faultsOf(wish.error));
  const { from, to, json } = wish.data;
  const voice = { say, complain, json };
  const source = storeIn(from, env);
  if (source.kind !== 'store') return refuse(voice, source.kind, whyNoStore(source));
  if (to === undefined) return takeBack(voice, source.store);
  const target = storeIn(to, env);
  if (target.kind !== 'store') return refuse(voice, target.kind, whyNoStore(target));
  if (namesDatabase(source.store) === namesDatabase(target.store))
    return refuse(voice, 'same_engine', words.sameEngine);

  const left = await openMoveSource(source.store);
  if (left.kind !== 'open') return refuse(voice, left.kind, words.cannotOpen[left.kind](left.name));
  try {
    const right = await openMoveTarget(target.store);
    if (right.kind !== 'open') return refuse(voice, right.kind, words.cannotOpen[right.kind](right.name));
    try {
      const tell = progressTo(complain, words.moving);
      const outcome = await moveLedger(
        { source: left.end, target: right.end },
        {
          now: Date.now,
          tell: (table, done, all) => tell(table, all === 0n ? 1 : Number(done) / Number(all)),
          onWritten: () => pass('move_written'),
          onPublished: () => pass('move_published'),
        },
      );
      return told(voice, outcome, { from: left.end.name, to: right.end.name });
    } finally {
      await right.end.close();
    }
  } finally {
    await left.end.close();
  }
}

type Named =
  | { readonly kind: 'store'; readonly store: string }
  | { readonly kind: 'not_set'; readonly word: string }
  | { readonly kind: 'no_address'; readonly fault: AddressFault };

/** `DATABASE_URL` and `DB_PATH` stand for what is set there: a password on a command line is seen by all who are on the machine. */
function storeIn(word: string, env: Env): Named {
  const store = (word === 'DATABASE_URL' || word === 'DB_PATH' ? (env[word] ?? '') : word).trim();
  if (store === '') return { kind: 'not_set', word };
  // Taken for a path, it would be told with whatever password it holds.
  if (namesDatabase(store) || store.includes('://')) {
    const fault = faultOfAddress(store);
    return fault === null ? { kind: 'store', store } : { kind: 'no_address', fault };
  }
  return { kind: 'store', store: resolve(store) };
}

function whyNoStore(named: Exclude<Named, { readonly kind: 'store' }>): string {
  return named.kind === 'not_set' ? words.notSet(named.word) : words.noAddress[named.fault];
}

type Speaker = Parameters<typeof refuse>[0];

async function takeBack(voice: Speaker, store: string): Promise<number> {
  const taken = await takeLedgerBack(store);
  if (taken.kind !== 'open') return refuse(voice, taken.kind, words.cannotOpen[taken.kind](taken.name));
  const { name, gone } = taken;
  if (gone === null) return refuse(voice, 'not_moved', words.notMoved(name));
  voice.say(
    voice.json ? JSON.stringify({ kind: 'taken_back', store: name, from: gone.store }) : words.takenBack(name, gone),
  );
  return exitCodes.done;
}

type Names = { readonly from: string; readonly to: string };

function told(voice: Speaker, outcome: MoveOutcome, names: Names): number {
  switch (outcome.kind) {
    case 'moved':
    case 'was_moved':
      voice.say(
        voice.json ? asJson(outcome, names) : [...tableOf(outcome.tables), words.moved(outcome.kind, names)].join('\n'),
      );
      return exitCodes.done;
    case 'source_unsound':
    case 'target_unsound':
      for (const found of outcome.findings) voice.complain(sayFinding(found));
      return refuse(voice, 'damaged', words.unsound[outcome.kind](names));
    case 'gone':
      return refuse(voice, outcome.kind, words.gone(names.from, outcome.store));
    case 'target_not_empty':
      return refuse(voice, outcome.kind, words.notEmpty(names, outcome.cameFrom));
    case 'unfit':
      return refuse(voice, outcome.kind, words.unfit(names.to, outcome.table, outcome.why));
    case 'differs':
      return refuse(voice, 'damaged', words.differs(outcome.table, outcome.column));
  }
}

function asJson({ kind, tables }: Extract<MoveOutcome, { tables: unknown }>, names: Names): string {
  const plain = tables.map(({ name, rows, money }) => ({
    name,
    rows: Number(rows),
    microcredits: money === null ? null : Number(money),
  }));
  return JSON.stringify({ kind, ...names, tables: plain });
}

/** Both ends have come to the same, so one number says it for both. */
function tableOf(tables: readonly MovedTable[]): readonly string[] {
  return inColumns([words.columns, ...tables.map(({ name, rows, money }) => [name, ...words.amounts(rows, money)])]);
}

// Opens what the two words of a move name. What PostgreSQL needs is loaded only where it is used.
import { existsSync } from 'node:fs';
import type { Move, SourceEnd, TargetEnd } from '../storage/whole/ledger-end.ts';
import { namesDatabase } from '../settings/database-address.ts';
import { shapeOf } from '../storage/sqlite/whole/check-copy.ts';

type NotOpened = { readonly kind: 'in_use' | 'no_ledger' | 'target_not_empty'; readonly name: string };
type Opened<End> = { readonly kind: 'open'; readonly end: End } | NotOpened;

/** Throws SchemaMismatch where it is not of this program's shape, StorageUnavailable where it cannot be reached. */
export async function openMoveSource(store: string): Promise<Opened<SourceEnd>> {
  if (namesDatabase(store)) {
    const { refuseOldPostgres } = await import('../storage/postgres/open-storage.ts');
    await refuseOldPostgres({ url: store });
    const { openPostgresSource } = await import('../storage/postgres/whole/postgres-source.ts');
    const client = await connect(store);
    return opened(await openPostgresSource(client), client.name);
  }
  const { openSqliteSource } = await import('../storage/sqlite/whole/sqlite-source.ts');
  if (!existsSync(store) || shapeOf(store).kind === 'no_ledger') return { kind: 'no_ledger', name: store };
  return opened(openSqliteSource(store), store);
}

/** An empty database is brought to this program's shape. */
export async function openMoveTarget(store: string): Promise<Opened<TargetEnd>> {
  if (namesDatabase(store)) {
    const { migratePostgres } = await import('../storage/postgres/open-storage.ts');
    await migratePostgres({ url: store });
    const { openPostgresTarget } = await import('../storage/postgres/whole/postgres-target.ts');
    const client = await connect(store);
    return opened(await openPostgresTarget(client), client.name);
  }
  const { openSqliteTarget } = await import('../storage/sqlite/whole/sqlite-target.ts');
  if (existsSync(store) && !isOfThisShape(store)) return { kind: 'target_not_empty', name: store };
  return opened(openSqliteTarget(store), store);
}

/** `gone`: where it had gone; null: it is in use as it is. */
export async function takeLedgerBack(
  store: string,
): Promise<{ readonly kind: 'open'; readonly name: string; readonly gone: Move | null } | NotOpened> {
  const source = await openMoveSource(store);
  if (source.kind !== 'open') return source;
  try {
    return { kind: 'open', name: source.end.name, gone: await source.end.takeBack(Date.now()) };
  } finally {
    await source.end.close();
  }
}

function isOfThisShape(path: string): boolean {
  const shape = shapeOf(path);
  return shape.kind === 'ledger' && shape.missing === 0;
}

async function connect(url: string) {
  const { openMoveClient } = await import('../storage/postgres/whole/move-client.ts');
  return openMoveClient(url);
}

function opened<End>(end: End | null, name: string): Opened<End> {
  return end === null ? { kind: 'in_use', name } : { kind: 'open', end };
}

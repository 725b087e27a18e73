// What "tallystick-server move" says. The commands speak English alone: docs/decisions/0019.
import { microcreditsPerCredit } from '../../contract/money.ts';

type Names = { readonly from: string; readonly to: string };

export const moveWords = {
  fromMissing: '--from is missing: the database file, postgres://…, DB_PATH or DATABASE_URL',
  toMissing: '--to is missing: the file or the database that the ledger is to be moved to',
  takeBackAlone: '--take-back needs --from alone',
  notSet: (name: string) => `${name} is not set.`,
  noAddress: {
    form: 'An address of a PostgreSQL database is like postgres://user:password@db.example.org:5432/tallystick. Signs such as @, # and % in a password are written %40, %23 and %25.',
    hosts:
      'Several hosts of a PostgreSQL database, no more than 8, stand before its name, each with its own port and none empty: postgres://user:password@a.example.org:5432,b.example.org:5432/tallystick.',
    twice:
      'The address of a PostgreSQL database on several hosts names them and their ports before its name, and has no host, hostaddr or port behind the question mark.',
    session: 'The address of a PostgreSQL database has read-write for target_session_attrs, or leaves it out.',
  },
  sameEngine:
    'A ledger is moved between a SQLite file and a PostgreSQL database. To copy a file use "backup", to copy a database pg_dump.',
  moving: (table: string, percent: number) => `Moving ${table}: ${percent} %`,
  cannotOpen: {
    in_use: (name: string) => `A server is using ${name}. Stop all servers first; nothing was changed.`,
    no_ledger: (name: string) => `There is no ledger at ${name}.`,
    target_not_empty: (name: string) => `${name} is not empty, and nothing is written over it. Name an empty one.`,
  },

  columns: ['table', 'rows', 'credits'],
  amounts: (rows: bigint, microcredits: bigint | null): readonly string[] => [
    rows.toLocaleString('en'),
    microcredits === null
      ? ''
      : (Number(microcredits) / microcreditsPerCredit).toLocaleString('en', { maximumFractionDigits: 6 }),
  ],
  moved: (kind: 'moved' | 'was_moved', { from, to }: Names) =>
    [
      kind === 'moved' ? `All of it is in ${to}.` : `All of it was in ${to} already.`,
      'Rows, sums and numbers were compared in every table, and both ledgers were audited: they are the same.',
      `${from} is marked as moved: a server that is started on it says where the ledger is, and ends.`,
      to.startsWith('postgres:')
        ? 'Set DATABASE_URL, and ANON_SALT to what stands in the file anon-salt beside the old ledger; then start the servers.'
        : `Set DB_PATH=${to}, take DATABASE_URL out, and start the server.`,
      `To go back, without anything that is booked there from now on: tallystick-server move --take-back --from ${from}`,
    ].join('\n'),
  unsound: {
    source_unsound: ({ from }: Names) =>
      `The sums in ${from} are wrong, and it is not moved before they are right. Nothing was changed.`,
    target_unsound: ({ from }: Names) =>
      `What was written does not add up. It was taken back, and ${from} is as it was.`,
  },
  gone: (from: string, store: string) =>
    `${from} is no longer in use: its ledger was moved to ${store}. Move it from there.`,
  notEmpty: ({ from, to }: Names, cameFrom: string | null) =>
    cameFrom === from
      ? `${to} holds this ledger already, moved here before, and one of the two has changed since. Nothing was changed now. Keep the one that was used last.`
      : `${to} is not empty, and nothing is written over it. Name an empty one.`,
  unfit: (to: string, table: string, why: string) =>
    `${to} cannot keep a row of ${table}: ${why}. Nothing was changed.`,
  differs: (table: string, column: string) =>
    `What was written differs from what was read, in ${column} of ${table}. It was taken back, and nothing was changed. This is a fault of the program; please report it.`,
  notMoved: (name: string) => `${name} was not moved anywhere; nothing was changed.`,
  takenBack: (name: string, gone: { readonly store: string; readonly at: number }) =>
    `${name} may be served again, as it was on ${new Date(gone.at).toISOString().slice(0, 16).replace('T', ' ')} UTC. What was booked in ${gone.store} since is not in it: stop all servers there.`,
} as const;

// What "tallystick-server backup" and "restore" say. The commands speak English alone: docs/decisions/0019.
import { microcreditsPerCredit } from '../../contract/money.ts';

type Sums = {
  readonly wallets: number;
  readonly balance_microcredits: number;
  readonly held_microcredits: number;
  readonly bookings: number;
  readonly orders: number;
  readonly last_booked_at: string | null;
};

const count = (number: number): string => number.toLocaleString('en');
const credits = (microcredits: number): string =>
  (microcredits / microcreditsPerCredit).toLocaleString('en', { maximumFractionDigits: 6 });
const counted = (number: number, one: string): string => `${count(number)} ${one}${number === 1 ? '' : 's'}`;
const moment = (at: string): string => `${at.replace('T', ' ').slice(0, 19)} UTC`;

function holds({
  wallets,
  balance_microcredits: balance,
  held_microcredits: held,
  bookings,
  orders,
  ...sums
}: Sums): string {
  const last = sums.last_booked_at === null ? '' : ` The last booking was made on ${moment(sums.last_booked_at)}.`;
  return `${counted(wallets, 'wallet')} with ${credits(balance)} credits, ${credits(held)} of them held; ${counted(orders, 'order')}, ${counted(bookings, 'booking')}.${last}`;
}

/** What an operator has to look after whose ledger is now older than the world. */
function sinceThen(at: string | null): string {
  const then = at === null ? 'the moment of that copy, which it does not tell' : moment(at);
  return `What was booked after ${then} is lost: credits that were spent since are there again, and credits that were bought or given since are missing.
Before people use it again:
  1. Start the server and let it run. Orders that it knows are asked about at their providers by themselves, and what was paid is credited.
  2. Orders that were begun since are unknown to it. Stripe sends its webhooks again for 3 days; at BTCPay Server press "Redeliver" in the store's webhooks. What then stands in "tallystick-server dead-letters list" was paid here and has no order: look it up at the provider by that time, and give the credits ("grant") or the money back there.
  3. Refunds that were made since are found at the provider too, and are booked when their order is asked about.
  4. Plans, prices, teams and API keys that were changed since are as they were: a key that was revoked since is good again. Revoke it again.`;
}

export const backupWords = {
  notNoted: (why: string) =>
    `The backup is whole, but that it was made could not be noted beside the ledger, so "doctor" does not know of it: ${why}.`,
  toMissing: '--to is missing: the folder that the backup is to be, or a folder in which it is made',
  fromMissing: '--from is missing: the folder that "backup" has made, or a copy of the database file',
  restoreToMissing: '--to is missing: the empty folder in which the server is to find its files',
  copying: (file: string, percent: number) => `Copying ${file}: ${percent} %`,

  made: (made: {
    readonly folder: string;
    readonly bytes: number;
    readonly at: string;
    readonly files: readonly { readonly name: string; readonly bytes: number }[];
    readonly sums: Sums;
  }) =>
    [
      `${made.folder} holds all as it was on ${moment(made.at)}: ${counted(made.bytes, 'byte')}, checked.`,
      ...made.files.map(({ name, bytes }) => `  ${name}: ${counted(bytes, 'byte')}`),
      `The ledger in it has ${holds(made.sums)}`,
    ].join('\n'),
  inPostgres:
    'The ledger is in PostgreSQL (DATABASE_URL is set). Back it up with pg_dump, or with its own log: docs/operators/backup.md.',
  noLedger: (path: string) => `There is no ledger at ${path}. Set DB_PATH to the file of the server.`,
  targetThere: (path: string) => `${path} is there already, and nothing is written over it. Name another folder.`,
  noRoom: (needed: number, free: number) =>
    `There is not enough room: ${counted(needed, 'byte')} are needed, and ${count(free)} are free.`,
  sourceDamaged: (file: string, complaints: readonly string[]) =>
    `The copy of ${file} is damaged, and so is the file that the server uses, or the disk: ${complaints.join('; ')}. No backup was made. Keep the last good one.`,
  unsound: 'These faults are in the ledger itself. The backup holds it as it is.',

  restored: (
    restored: {
      readonly ledger: string;
      readonly at: string | null;
      readonly bytes: number;
      readonly sums: Sums;
      readonly applied: readonly string[];
    },
    isElsewhere: boolean,
  ) =>
    [
      `${restored.ledger} is in place and checked: ${counted(restored.bytes, 'byte')}.`,
      `The ledger has ${holds(restored.sums)}`,
      ...(restored.applied.length === 0 ? [] : [`It was brought up to date: ${restored.applied.join(', ')}.`]),
      ...(isElsewhere ? [`Start the server with DB_PATH=${restored.ledger}.`] : []),
      '',
      sinceThen(restored.at),
    ].join('\n'),
  noBackup: (path: string) => `${path} is neither a backup nor a ledger's file.`,
  inUse: (path: string) => `A server is using ${path}. Stop it first, or make a copy with "backup".`,
  targetNoFolder: (path: string) => `${path} is no folder. Name an empty folder, or one that is not there yet.`,
  targetNotEmpty: (path: string, found: string) =>
    `${path} is not empty: ${found} is there. Nothing is written over it. Name an empty folder, or move what is there away.`,
  why: {
    notThere: 'it is not there',
    changed: 'it was changed since the backup was made',
    otherSize: (found: number, written: number) => `it has ${count(found)} bytes in place of ${count(written)}`,
    withoutLog: 'it was copied while a server used it, without its log',
    otherSums: 'its sums are not those that were written down beside it',
  },
  backupDamaged: (file: string, complaints: readonly string[]) =>
    `The backup is damaged: ${file}: ${complaints.join('; ')}. Nothing was restored.`,
  restoredUnsound: 'These faults were in the ledger when it was copied. It is restored as it was.',
} as const;

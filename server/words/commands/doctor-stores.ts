// What the doctor says of where the ledger is kept. The commands speak English alone: docs/decisions/0019.

const sized = (bytes: number): string =>
  bytes < 1_000_000_000
    ? `${(bytes / 1_000_000).toLocaleString('en', { maximumFractionDigits: 1 })} MB`
    : `${(bytes / 1_000_000_000).toLocaleString('en', { maximumFractionDigits: 1 })} GB`;

export const storeWords = {
  durable: 'A commit is answered when it is on the disk (WAL, synchronous FULL).',
  notDurable: (journalMode: string) =>
    `The file is in the mode "${journalMode}", in which a power cut may take acknowledged bookings along. It may stand on a network disk, which SQLite cannot use so.`,
  fileWhole: 'SQLite finds the file whole.',
  fileDamaged: (path: string, why: string) =>
    `${path} is damaged: ${why}. Stop the server, keep the file, and restore the last backup.`,
  room: (bytes: number, free: number) => `The file takes ${sized(bytes)}, and ${sized(free)} are free beside it.`,
  littleRoom: (bytes: number, free: number) =>
    `Only ${sized(free)} are free beside the file, which takes ${sized(bytes)}: an update, which makes a snapshot, finds no room.`,
  noBackup: 'No backup is known. "tallystick-server backup" makes one while the server runs.',
  lastBackup: (at: string, folder: string) =>
    `The last backup was made on ${at.replace('T', ' ').slice(0, 19)} UTC in ${folder}.`,
  backupOld: 'That is more than two days ago.',
  backupAhead: 'That is still to come: a clock was or is wrong, and how old it is is not known.',

  postgres: (version: string) => `PostgreSQL ${version} is new enough.`,
  postgresOld: (version: string) => `PostgreSQL ${version} is too old: the server needs 15 or newer.`,
  postgresDurable: (commit: string) => `A commit is answered when it is on the disk (synchronous_commit ${commit}).`,
  postgresForgetful: (off: readonly string[]) =>
    `${off.join(' and ')} ${off.length === 1 ? 'is' : 'are'} off, so the database may lose what it has acknowledged. Turn ${off.length === 1 ? 'it' : 'them'} on.`,
  postgresSession: (isolation: string, zone: string) =>
    `Its default isolation is "${isolation}" and its time zone ${zone}; the server depends on neither.`,
  clockNear: (ms: number) =>
    `Its clock and this machine’s differ by ${Math.abs(ms).toLocaleString('en')} ms; nodes go by the database’s.`,
  clockFar: (ms: number) =>
    `Its clock is ${(Math.abs(ms) / 1_000).toLocaleString('en', { maximumFractionDigits: 0 })} s ${ms > 0 ? 'ahead of' : 'behind'} this machine’s. Nodes go by the database’s; let both be set by NTP.`,
  connections: (most: number, now: number, { poolMax, nodes }: { readonly poolMax: number; readonly nodes: number }) =>
    `It has ${most} connections to give, and ${now} are in use. With DATABASE_POOL=${poolMax} there is room for ${nodes === 1 ? 'one node' : `${nodes} nodes`}.`,
  connectionsFew: (most: number, poolMax: number) =>
    `It has ${most} connections to give, too few for one node with DATABASE_POOL=${poolMax} and for the commands beside it. Raise max_connections, or lower DATABASE_POOL.`,
  isReplica: 'It is a replica, which cannot be written. Set DATABASE_URL to the primary, or promote this one.',
  replicas: (count: number, isWaited: boolean) =>
    count === 0 && !isWaited
      ? 'No replica is connected: what is on its disk is all there is.'
      : `${count === 1 ? 'One replica is' : `${count} replicas are`} connected; commits ${isWaited ? 'wait' : 'do not wait'} for them.`,
  noArchive: 'Its log is not archived, so only whole dumps can be restored (docs/operators/backup.md).',
  archiveFails:
    'Its log could not be archived the last time it was tried. Look into the database’s own log; its disk fills until that is mended.',
  archiveEmpty: 'Its log is to be archived, and nothing has been yet.',
  archivedAt: (at: number) =>
    `Its log was archived last on ${new Date(at).toISOString().replace('T', ' ').slice(0, 19)} UTC.`,
  databaseSize: (bytes: number) =>
    `It takes ${sized(bytes)}. How much is free on its disk, a database does not tell: watch it there.`,
} as const;

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
} as const;

// Where a ledger under proof is kept: a file that processes share, or a database. The proofs know no more of it than this.
import type { Storage } from '../../../../server/storage/storage.ts';

export type Place = {
  /** How a hammer finds it: a path, or the address of a database. */
  readonly at: string;
  /** Where a server of this number keeps what is its own. On one file all have the same folder. */
  folderOf(node: number): string;
  /** By these settings servers and commands use it. */
  readonly env: Readonly<Record<string, string>>;
  /** As a process beside the servers; nothing is migrated. */
  open(): Promise<Storage>;
  remove(): Promise<void>;
};

/** `nodes`: how many processes a proof has there. */
export type Ground = { readonly nodes: number; make(): Promise<Place> };

// Which files make up what one server keeps, beside its ledger and by the ledger's name.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The other databases: ends that wait to be settled, and the books of the sandbox. */
const suffixes = ['.settlements', '.sandbox', '.sandbox-billing'];
/** The key under which strangers are counted, which the server makes once. */
const saltName = 'anon-salt';

export type DataFiles = {
  readonly ledger: string;
  /** SQLite files that are there, each of them small. */
  readonly others: readonly string[];
  /** Files that are read as they are. */
  readonly plain: readonly string[];
};

export function dataFilesOf(ledger: string): DataFiles {
  const others = suffixes.map((suffix) => `${ledger}${suffix}`);
  const plain = [join(dirname(ledger), saltName)];
  return { ledger, others: others.filter(isThere), plain: plain.filter(isThere) };
}

/** Whether a file of that name belongs to the ledger of that name; `name` without a folder. */
export function isDataFile(ledgerName: string, name: string): boolean {
  return name === saltName || [ledgerName, ...suffixes.map((suffix) => `${ledgerName}${suffix}`)].includes(name);
}

function isThere(path: string): boolean {
  return existsSync(path);
}

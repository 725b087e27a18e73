// The files of deploy/, read for the tests.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, parse } from 'yaml';
import { keepAliveMs } from '../../../server/app.ts';
import { closeWithinMs } from '../../../server/close-within.ts';
import { routesIn } from '../../../server/http/contract-routes.ts';
import { answerWithinMs } from '../../../server/http/readiness.ts';
import { serverContract } from '../../../server/contract/contract.ts';

export const folder = join(import.meta.dirname, '../../../deploy');

export function deployed(file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

export function yamlOf(file: string): unknown {
  return parse(deployed(file), { merge: true });
}

/** Each document of a file that holds several. */
export function yamlsOf(file: string): readonly unknown[] {
  return parseAllDocuments(deployed(file)).map((document) => document.toJS());
}

/** The probes of the contract: routes that no limit counts. */
export const probes = routesIn(serverContract)
  .filter(({ limit, access }) => limit === 'none' && access === 'public')
  .map(({ path }) => path);

/** What the server may take to close after the answers have had their time, in seconds; the command ends it then. */
export const closeSeconds = closeWithinMs / 1000;

/** After so many seconds a node closes a connection on which nothing was asked. */
export const idleSeconds = keepAliveMs / 1000;

/** Whoever asks a node whether it is ready waits longer than this, in seconds: it says no by then. */
export const readySeconds = answerWithinMs / 1000;

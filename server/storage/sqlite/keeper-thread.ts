// The thread of keeper.ts: checkpoints and audits on connections of its own.
import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '../../lib/invariant.ts';
import { type FileReport, auditLedger } from './audit.ts';
import { openCheckpointer } from './connection.ts';
import { isUnavailable } from './failure.ts';
import { createPlanAudit } from './plans/plan-audit.ts';

export type ToKeeper = { readonly kind: 'checkpoint' } | { readonly kind: 'audit'; readonly id: number };

export type FromKeeper =
  /** Everything that the thread needs is loaded; from here on it may be ended at any time. */
  | { readonly kind: 'ready' }
  /** Of the log's `pages`, as many as there were when it began, `left` are not in the file yet: somebody reads an older state. */
  | { readonly kind: 'checkpointed'; readonly pages: number; readonly left: number }
  /** Another process is at it, or the disk fails, which the writer will find out for itself. */
  | { readonly kind: 'not_checkpointed' }
  | { readonly kind: 'audited'; readonly id: number; readonly report: FileReport }
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly code: 'storage_unavailable' | 'internal';
      readonly message: string;
    };

const port = parentPort;
invariant(port !== null, 'this is the entry of a thread');
const path: unknown = workerData;
invariant(typeof path === 'string', 'the thread was given no file');

const checkpointer = openCheckpointer(path);
const auditPlans = createPlanAudit();
const answer = (message: FromKeeper): void => port.postMessage(message);

port.on('message', (message: ToKeeper) => {
  switch (message.kind) {
    case 'checkpoint':
      answer(checkpoint());
      return;
    case 'audit':
      void audit(message.id, path).then(answer);
  }
});

answer({ kind: 'ready' });

function checkpoint(): FromKeeper {
  try {
    const { busy, log, checkpointed } = checkpointer.run();
    return busy === 0
      ? { kind: 'checkpointed', pages: log, left: Math.max(0, log - checkpointed) }
      : { kind: 'not_checkpointed' };
  } catch {
    return { kind: 'not_checkpointed' };
  }
}

async function audit(id: number, file: string): Promise<FromKeeper> {
  try {
    return { kind: 'audited', id, report: await auditLedger(file, auditPlans) };
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind: 'failed', id, code: isUnavailable(error) ? 'storage_unavailable' : 'internal', message };
  }
}

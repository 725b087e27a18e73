// Places where the proofs kill this process, to see that nothing acknowledged is lost and nothing is left half done.
// Dead unless TALLYSTICK_FAILPOINT names one, as "before_commit" or, for the third time it is passed, "before_commit:3".

export type Failpoint =
  | 'mid_posting'
  | 'mid_group'
  | 'before_commit'
  | 'commit_sent'
  | 'after_commit_before_answer'
  | 'after_snapshot'
  | 'before_migration_commit'
  | 'backup_copied'
  | 'backup_checked'
  | 'backup_named'
  | 'restore_copied'
  | 'restore_checked'
  | 'restore_placed'
  | 'move_written'
  | 'move_published';

// Read here and not in config.ts: it is no setting of the operator's, and production knows nothing of it.
const asked = process.env['NODE_ENV'] === 'production' ? undefined : process.env['TALLYSTICK_FAILPOINT'];
const [deadly, times = '1'] = asked?.split(':') ?? [];
const left = { passes: Number(times) };

/** Ends the process as a power cut would, if this is the place and the time that was asked for. */
export function pass(point: Failpoint): void {
  if (point !== deadly) return;
  left.passes -= 1;
  if (left.passes === 0) process.kill(process.pid, 'SIGKILL');
}

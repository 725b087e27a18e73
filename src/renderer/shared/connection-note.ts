// What to say about the page's line to the core, if anything.
import type { ConnectionState } from '../rpc/connection.ts';

const quietMs = 1_000;
const longMs = 15_000;

export function connectionNote(state: ConnectionState, now: number): string | null {
  if (state.kind === 'open') return null;
  const goneMs = now - state.since;
  if (goneMs < quietMs) return null;
  if (goneMs >= longMs) return 'Tallystick isn’t responding. Restart it; this page reconnects automatically.';
  return state.kind === 'lost' ? 'Reconnecting…' : 'Connecting…';
}

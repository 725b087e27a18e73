// A note over everything while the page has no connection to the core: nothing for the first second, then a word, after a while what to do.
import type { ReactNode } from 'react';
import type { ConnectionState } from '../rpc/connection.ts';
import { useConnection } from '../rpc/core-context.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { useNow } from './use-now.ts';
import { words } from '../words.ts';

const quietMs = 1_000;
const longMs = 15_000;

export function ConnectionNote(): ReactNode {
  const connection = useConnection();
  const note = connectionNote(connection, useNow(connection.kind === 'open' ? 0 : 500));
  if (note === null) return null;
  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 top-3 z-50 flex justify-center px-4">
      <p className="flex max-w-full animate-appear items-center gap-2.5 rounded-full border border-line bg-float px-4 py-2 text-sm shadow-float">
        <Spinner size={16} label={null} />
        {note}
      </p>
    </div>
  );
}

/** `now` in epoch milliseconds; null: nothing to say. */
export function connectionNote(state: ConnectionState, now: number): string | null {
  if (state.kind === 'open') return null;
  const goneMs = now - state.since;
  if (goneMs < quietMs) return null;
  if (goneMs >= longMs) return words.page.notResponding;
  return state.kind === 'lost' ? words.page.reconnecting : words.page.connecting;
}

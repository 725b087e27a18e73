// Gives the rows of a chat what the model sees of it, and the way to change that.
import { createContext, use, type ReactNode } from 'react';
import type { Seen } from './use-context.ts';

export type SeenActions = Seen & { readonly openChoices: () => void };

const SeenContext = createContext<SeenActions | null>(null);

export function SeenProvider({
  seen,
  children,
}: {
  readonly seen: SeenActions;
  readonly children: ReactNode;
}): ReactNode {
  return <SeenContext value={seen}>{children}</SeenContext>;
}

export function useSeenActions(): SeenActions {
  const seen = use(SeenContext);
  if (seen === null) throw new Error('useSeenActions needs a SeenProvider above it');
  return seen;
}

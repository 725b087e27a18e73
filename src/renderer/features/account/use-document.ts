// Receipts and recovery kits: the core shows them itself, or names an address that works once and is opened in a tab.
import { safe } from '@orpc/client';
import { useCallback, useState } from 'react';
import type { DocumentView } from '../../../preload/contract/account.ts';
import { openTab } from '../../shared/open-link.ts';

export type DocumentState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'shown'; readonly where: DocumentView['kind'] }
  /** `code`: as the contract names it; null when no answer came. */
  | { readonly kind: 'failed'; readonly code: string | null };

/** The page never sees what stands in the document. Each call of the second asks for a new one. */
export function useDocument(ask: () => Promise<DocumentView>): readonly [DocumentState, () => void] {
  const [state, setState] = useState<DocumentState>({ kind: 'idle' });
  const show = useCallback(async () => {
    setState({ kind: 'asking' });
    const [error, view] = await safe(ask());
    if (view === undefined) return setState({ kind: 'failed', code: codeOf(error) });
    if (view.kind === 'tab') openTab(view.url);
    setState({ kind: 'shown', where: view.kind });
  }, [ask]);
  return [state, useCallback(() => void show(), [show])];
}

function codeOf(error: unknown): string | null {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : null;
}

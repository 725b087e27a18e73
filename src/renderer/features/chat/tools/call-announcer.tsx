// Tells a screen reader once of each call that begins to wait for the person. It takes no focus.
import { useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { Part, ToolCallPart } from '../../../../preload/contract/part.ts';
import type { RunStore } from '../run-store.ts';
import { words } from '../../../words.ts';

const nobody = (): (() => void) => () => undefined;
const noParts: readonly Part[] = [];

export function CallAnnouncer({ run }: { readonly run: RunStore | null }): ReactNode {
  const answer = useSyncExternalStore(run?.subscribe ?? nobody, () => run?.current().answer ?? null);
  const parts = answer?.parts ?? noParts;
  const model = answer?.model ?? '';
  const [said, setSaid] = useState('');
  const known = useRef(new Set<string>());
  useEffect(() => {
    const fresh = parts.filter(isAsked).filter(({ callId }) => !known.current.has(callId));
    if (fresh.length === 0) return;
    for (const { callId } of fresh) known.current.add(callId);
    setSaid(fresh.map(({ tool, server }) => words.toolCalls.announced(model, tool, server?.name ?? '')).join(' '));
  }, [parts, model]);
  return (
    <div aria-live="polite" className="sr-only">
      {said}
    </div>
  );
}

function isAsked(part: Part): part is ToolCallPart {
  return part.kind === 'tool_call' && part.state.kind === 'asked';
}

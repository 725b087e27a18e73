// Whether a call may run. The focus stays where the person writes until they come here.
import { useState, type ReactNode } from 'react';
import type { RunId } from '../../../../preload/contract/ids.ts';
import type { ToolCallId } from '../../../../preload/contract/part.ts';
import type { Core } from '../../../rpc/core.ts';
import { useCore } from '../../../rpc/core-context.tsx';
import { Button } from '../../../ui/button.tsx';
import { useToast } from '../../../ui/toast.tsx';
import { words } from '../../../words.ts';

type Decision = Parameters<Core['runs']['decide']>[0]['decision'];

type PermissionProps = {
  readonly runId: RunId;
  readonly callId: ToolCallId;
  readonly tool: string;
  /** The buttons are about to go. */
  readonly onDecided: () => void;
};

const others = [
  { decision: 'chat', label: words.toolCalls.inChat },
  { decision: 'always', label: words.toolCalls.always },
] as const;

export function Permission({ runId, callId, tool, onDecided }: PermissionProps): ReactNode {
  const core = useCore();
  const toast = useToast();
  const [isSent, setSent] = useState(false);
  const decide = async (decision: Decision): Promise<void> => {
    if (isSent) return;
    setSent(true);
    try {
      const { kind } = await core.runs.decide({ runId, callId, decision });
      onDecided();
      if (kind === 'gone') toast.show({ text: words.toolCalls.tooLate });
    } catch {
      setSent(false);
      toast.show({ text: words.toolCalls.notDecided });
    }
  };
  return (
    <div
      role="group"
      aria-label={words.toolCalls.permission(tool)}
      className="flex flex-wrap gap-2 border-t border-line px-3 py-3"
    >
      <Button variant="primary" size="sm" aria-disabled={isSent || undefined} onClick={() => void decide('once')}>
        {words.toolCalls.once}
      </Button>
      {others.map(({ decision, label }) => (
        <Button key={decision} size="sm" aria-disabled={isSent || undefined} onClick={() => void decide(decision)}>
          {label}
        </Button>
      ))}
      <Button size="sm" className="ml-auto" aria-disabled={isSent || undefined} onClick={() => void decide('refuse')}>
        {words.toolCalls.refuse}
      </Button>
    </div>
  );
}

// Under the composer: which tools the model may ask for in this chat. Nothing stands there where no server is on.
import { Wrench } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { ModelRef } from '../../../../preload/contract/models.ts';
import type { ToolServer } from '../../../../preload/contract/tools.ts';
import { useAsked, useToolServers } from '../../../rpc/core-context.tsx';
import { useWays } from '../../../shared/ways.tsx';
import { Button } from '../../../ui/button.tsx';
import { Popover } from '../../../ui/popover.tsx';
import { keyOf } from '../model-ref.ts';
import { words } from '../../../words.ts';

export function OfferedTools({ model }: { readonly model: ModelRef | null }): ReactNode {
  const { value: servers } = useToolServers();
  const on = (servers ?? []).filter(({ state }) => state.kind !== 'off');
  return model === null || on.length === 0 ? null : <Offered servers={on} model={model} />;
}

type OfferedProps = { readonly servers: readonly ToolServer[]; readonly model: ModelRef };

function Offered({ servers, model }: OfferedProps): ReactNode {
  const { openTools } = useWays();
  const [isOpen, setOpen] = useState(false);
  const reason = useReason(model);
  const say = words.toolCalls.offered;
  const all = servers.reduce((sum, { state }) => sum + (state.kind === 'ready' ? state.tools.length : 0), 0);
  return (
    <Popover
      label={say.title}
      side="top"
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button
          variant="ghost"
          size="sm"
          aria-label={reason === null ? say.button(all) : say.none}
          icon={<Wrench className="size-4" aria-hidden="true" />}
          className={reason === null ? '' : 'opacity-70'}
        >
          <span aria-hidden="true" className="tabular-nums">
            {reason === null ? words.formats.count(all) : '–'}
          </span>
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <p className="text-sm text-ink-2">{reason ?? say.intro}</p>
        {reason === null ? (
          <ul className="flex flex-col gap-1.5">
            {servers.map((server) => (
              <li key={server.id} className="flex items-baseline justify-between gap-3">
                <span className="min-w-0 font-medium wrap-anywhere">{server.name}</span>
                <span className="shrink-0 text-sm text-ink-3">{sayState(server)}</span>
              </li>
            ))}
          </ul>
        ) : null}
        <Button
          size="sm"
          className="self-start"
          onClick={() => {
            setOpen(false);
            openTools();
          }}
        >
          {say.manage}
        </Button>
      </div>
    </Popover>
  );
}

/** Why the model is offered none; null: it is offered all, as far as is known. */
function useReason(model: ModelRef): string | null {
  const { name } = model;
  const isHosted = model.venue === 'hosted';
  const asked = useAsked(isHosted ? '' : keyOf(model), async (core, signal) =>
    model.venue === 'hosted' ? null : core.models.show({ ollama: model.ollama, name }, { signal }),
  );
  if (isHosted) return words.toolCalls.offered.hosted;
  const shown = asked.kind === 'answered' && asked.answer?.kind === 'ok' ? asked.answer.details : null;
  return shown === null || shown.capabilities.includes('tools') ? null : words.toolCalls.offered.cannot(name);
}

function sayState({ state }: ToolServer): string {
  const say = words.toolCalls.offered;
  if (state.kind === 'ready') return say.server(state.tools.length);
  return state.kind === 'starting' ? say.starting : say.away;
}

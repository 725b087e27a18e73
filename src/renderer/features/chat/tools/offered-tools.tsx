// Under the composer: which tools this chat offers its model. Nothing stands there where no server is on.
import { Wrench } from 'lucide-react';
import { createElement, memo, useEffect, useState, type ReactNode } from 'react';
import type { ModelRef } from '../../../../preload/contract/models.ts';
import type { ToolServer } from '../../../../preload/contract/tools.ts';
import { useModelDetails, useToolServers } from '../../../rpc/core-context.tsx';
import { createLatePart } from '../../../shared/late-part.ts';
import { useWays } from '../../../shared/ways.tsx';
import { Button } from '../../../ui/button.tsx';
import { Popover } from '../../../ui/popover.tsx';
import { findHosted, type Offer } from '../model-ref.ts';
import { sumOf } from './tool-choice.ts';
import type { ToolChoice } from './use-left-out.ts';
import { words } from '../../../words.ts';

const late = createLatePart('offered-list', () => import('./offered-list.tsx'));

type OfferedToolsProps = {
  readonly model: ModelRef | null;
  readonly offer: Offer;
  readonly choice: ToolChoice;
  /** The window that the chat asks for; null: it leaves it to Ollama. */
  readonly numCtx: number | null;
};

export const OfferedTools = memo(function OfferedTools({ model, ...rest }: OfferedToolsProps): ReactNode {
  const { value: servers } = useToolServers();
  const on = (servers ?? []).filter(({ state }) => state.kind !== 'off');
  return model === null || on.length === 0 ? null : <Offered servers={on} model={model} {...rest} />;
});

type OfferedProps = Omit<OfferedToolsProps, 'model'> & {
  readonly servers: readonly ToolServer[];
  readonly model: ModelRef;
};

function Offered({ servers, model, offer, choice, numCtx }: OfferedProps): ReactNode {
  const { openTools } = useWays();
  const [isOpen, setOpen] = useState(false);
  const part = late.usePart();
  useEffect(() => {
    if (isOpen) void late.fetch();
  }, [isOpen]);
  const reason = useReason(model, offer);
  const say = words.toolCalls.offered;
  const { tools } = sumOf(choice.leftOut, servers);
  const all = sumOf([], servers).tools;
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
          aria-label={reason === null ? say.button(tools, all) : say.none}
          icon={<Wrench className="size-4" aria-hidden="true" />}
          className={reason === null ? '' : 'opacity-70'}
        >
          <span aria-hidden="true" className="tabular-nums">
            {reason === null ? say.figure(tools, all) : '–'}
          </span>
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <p className="text-sm text-ink-2">{reason ?? say.intro}</p>
        {reason === null && part !== null
          ? createElement(part.OfferedList, { servers, model, offer, choice, numCtx })
          : null}
        <div className="flex flex-wrap gap-2">
          {reason === null && choice.leftOut.length > 0 ? (
            <Button size="sm" onClick={() => choice.choose([])}>
              {say.offerAll}
            </Button>
          ) : null}
          <Button
            size="sm"
            onClick={() => {
              setOpen(false);
              openTools();
            }}
          >
            {say.manage}
          </Button>
        </div>
      </div>
    </Popover>
  );
}

/** Why the model is offered none; null: it is offered all, as far as is known. */
function useReason(model: ModelRef, { hosted }: Offer): string | null {
  const { name } = model;
  const shown = useModelDetails(model);
  const say = words.toolCalls.offered;
  if (model.venue === 'hosted') return findHosted(hosted, model)?.canUseTools === true ? null : say.hostedCannot(name);
  return shown === null || shown.capabilities.includes('tools') ? null : say.cannot(name);
}

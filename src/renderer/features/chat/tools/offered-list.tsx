// Which servers and tools a chat offers its models, to be ticked off, with what each takes of the window.
import { ChevronRight } from 'lucide-react';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { hostedToolsMax } from '../../../../preload/contract/tool-limits.ts';
import type { ModelRef } from '../../../../preload/contract/models.ts';
import type { ToolFacts, ToolServer } from '../../../../preload/contract/tools.ts';
import { cx } from '../../../ui/cx.ts';
import { useWindow } from '../context/use-window.ts';
import type { Offer } from '../model-ref.ts';
import { words } from '../../../words.ts';
import { isOffered, offerOf, sumOf, toolsOf, withServer, withTool } from './tool-choice.ts';
import type { ToolChoice } from './use-left-out.ts';

type OfferedListProps = {
  readonly servers: readonly ToolServer[];
  readonly model: ModelRef;
  readonly offer: Offer;
  readonly choice: ToolChoice;
  /** The window that the chat asks for; null: it leaves it to Ollama. */
  readonly numCtx: number | null;
};

export function OfferedList({ servers, model, offer, choice, numCtx }: OfferedListProps): ReactNode {
  const { now: window } = useWindow(model, offer, numCtx);
  const { tools, tokens } = sumOf(choice.leftOut, servers);
  const say = words.toolCalls.offered;
  return (
    <>
      <ul className="-mx-1 flex flex-col gap-1">
        {servers.map((server) => (
          <ServerLine key={server.id} server={server} choice={choice} />
        ))}
      </ul>
      <p className="text-sm text-ink-2" aria-live="polite">
        {say.sum(tokens, window)}
      </p>
      {model.venue === 'hosted' ? (
        <p className="text-sm text-ink-2">
          {say.hosted(offer.hosted?.operator ?? '')} {tools > hostedToolsMax ? say.hostedMost(hostedToolsMax) : null}
        </p>
      ) : null}
    </>
  );
}

type LineProps = { readonly server: ToolServer; readonly choice: ToolChoice };

function ServerLine({ server, choice }: LineProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const { leftOut, choose } = choice;
  const say = words.toolCalls.offered;
  const tools = toolsOf(server);
  const offer = offerOf(leftOut, server);
  return (
    <li>
      <div className="flex items-start gap-1">
        <Tick
          isOn={offer !== 'none'}
          isMixed={offer === 'some'}
          onChange={(isIn) => choose(withServer(leftOut, server, isIn))}
          hint={sayState(server, sumOf(leftOut, [server]))}
        >
          <span className="font-medium">{server.name}</span>
        </Tick>
        {tools.length === 0 ? null : (
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls={id}
            aria-label={say.toolsOf(server.name)}
            onClick={() => setOpen(!isOpen)}
            className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-ink-3 transition-colors hover:bg-hover hover:text-ink"
          >
            <ChevronRight aria-hidden="true" className={cx('size-4 transition-transform', isOpen && 'rotate-90')} />
          </button>
        )}
      </div>
      <div id={id} hidden={!isOpen}>
        {isOpen ? (
          <ul aria-label={say.toolsOf(server.name)} className="mb-2 ml-3.5 border-l border-line pl-2">
            {tools.map((tool) => (
              <ToolLine key={tool.name} server={server} tool={tool} choice={choice} />
            ))}
          </ul>
        ) : null}
      </div>
    </li>
  );
}

function ToolLine({ server, tool, choice }: LineProps & { readonly tool: ToolFacts }): ReactNode {
  const { leftOut, choose } = choice;
  return (
    <li>
      <Tick
        isOn={isOffered(leftOut, server, tool)}
        onChange={(isIn) => choose(withTool(leftOut, server, { tool, isIn }))}
        hint={words.toolCalls.offered.tokens(tool.tokens)}
      >
        {tool.title ?? tool.name}
      </Tick>
    </li>
  );
}

type TickProps = {
  readonly isOn: boolean;
  /** On in part. */
  readonly isMixed?: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly hint: string;
  readonly children: ReactNode;
};

function Tick({ isOn, isMixed = false, onChange, hint, children }: TickProps): ReactNode {
  const box = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = isMixed;
  }, [isMixed]);
  return (
    <label className="flex min-h-8 min-w-0 flex-1 items-start gap-2.5 rounded-md px-1 py-1 hover:bg-hover">
      <input
        ref={box}
        type="checkbox"
        className="mt-1 size-4 shrink-0 accent-accent"
        checked={isOn}
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className="flex min-w-0 flex-1 flex-wrap items-baseline justify-between gap-x-3">
        <span id={`${id}-name`} className="min-w-0 wrap-anywhere">
          {children}
        </span>
        <span id={`${id}-hint`} className="text-sm text-ink-2 tabular-nums">
          {hint}
        </span>
      </span>
    </label>
  );
}

function sayState(
  { state }: ToolServer,
  { tools, tokens }: { readonly tools: number; readonly tokens: number },
): string {
  const say = words.toolCalls.offered;
  if (state.kind === 'ready') return say.server(tools, state.tools.length, tokens);
  return state.kind === 'starting' ? say.starting : say.away;
}

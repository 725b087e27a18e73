// The tools of one server, as it describes them, and whether each has to ask. What a server says is shown as plain text.
import { useState, type ReactNode } from 'react';
import type { ChatId } from '../../../../preload/contract/ids.ts';
import type { ToolFacts, ToolServer } from '../../../../preload/contract/tools.ts';
import { useChats } from '../../../rpc/core-context.tsx';
import { chatName } from '../../../shared/chat-name.ts';
import { Button } from '../../../ui/button.tsx';
import { Select } from '../../../ui/select.tsx';
import { words } from '../../../words.ts';
import type { ToolActions } from './use-tool-actions.ts';

type ToolListProps = {
  readonly server: ToolServer;
  readonly tools: readonly ToolFacts[];
  readonly actions: ToolActions;
};

const options = [
  { value: 'ask', label: words.tools.tool.ask },
  { value: 'always', label: words.tools.tool.always },
] as const;

export function ToolList({ server, tools, actions }: ToolListProps): ReactNode {
  return (
    <div className="mt-3 flex flex-col gap-3">
      <ul aria-label={words.tools.tool.allOf(server.name)} className="divide-y divide-line border-y border-line">
        {tools.map((tool) => (
          <li key={tool.name} className="flex flex-col gap-2 py-3 @lg:flex-row @lg:items-start @lg:gap-6">
            <div className="min-w-0 flex-1 wrap-anywhere">
              <p className="font-medium">{tool.title ?? tool.name}</p>
              {tool.title === null ? null : <p className="font-mono text-xs text-ink-3">{tool.name}</p>}
              <Description text={tool.description} />
              <AllowedIn tool={tool} onForget={(chatId) => actions.forgetIn(server, tool, chatId)} />
            </div>
            <Select
              label={words.tools.tool.allowance(tool.title ?? tool.name)}
              isLabelHidden
              className="w-40 shrink-0"
              value={tool.isAlwaysAllowed ? 'always' : 'ask'}
              options={options}
              onChange={(value) => actions.setAlways(server, tool, value === 'always')}
            />
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button size="sm" onClick={() => actions.forgetAll(server, tools)}>
          {words.tools.tool.forgetAll}
        </Button>
        <p className="text-sm text-ink-3">{words.tools.tool.forgetAllHint}</p>
      </div>
    </div>
  );
}

type AllowedInProps = { readonly tool: ToolFacts; readonly onForget: (chatId: ChatId) => void };

/** Beside what holds everywhere: the chats in which it does not ask, each with a way back. */
function AllowedIn({ tool, onForget }: AllowedInProps): ReactNode {
  const { value: list } = useChats();
  const name = tool.title ?? tool.name;
  const say = words.tools.tool;
  const allowed = (list?.chats ?? []).filter(({ id }) => tool.allowedIn.includes(id));
  if (allowed.length === 0) return null;
  return (
    <div className="mt-2 text-sm">
      <p className="text-ink-2">{say.inChats}</p>
      <ul aria-label={say.inChatsOf(name)} className="max-h-48 overflow-y-auto">
        {allowed.map((chat) => (
          <li key={chat.id} className="flex items-center justify-between gap-3">
            <span dir="auto" className="min-w-0 truncate">
              {chatName(chat)}
            </span>
            <Button
              variant="ghost"
              size="sm"
              className="shrink-0"
              aria-label={say.takeBackIn(name, chatName(chat))}
              onClick={() => onForget(chat.id)}
            >
              {say.takeBack}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Some servers write a page about each tool. UTF-16 units. */
const shortMax = 280;

function Description({ text }: { readonly text: string }): ReactNode {
  const [isWhole, setWhole] = useState(false);
  const whole = text.trim();
  if (whole === '') return <p className="text-sm text-ink-3">{words.tools.tool.noDescription}</p>;
  const isLong = whole.length > shortMax;
  return (
    <>
      <p dir="auto" className="text-sm whitespace-pre-line text-ink-2">
        {isLong && !isWhole ? `${whole.slice(0, shortMax).trimEnd()}…` : whole}
      </p>
      {isLong ? (
        <Button
          variant="ghost"
          size="sm"
          className="-ml-2.5"
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? words.tools.tool.less : words.tools.tool.more}
        </Button>
      ) : null}
    </>
  );
}

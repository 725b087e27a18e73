// What a model hands to a tool: argument by argument, or as the JSON that is sent. Everything in it can be seen.
import { useState, type ReactNode } from 'react';
import type { ToolCallPart } from '../../../../preload/contract/part.ts';
import { seenText } from '../../../shared/seen-text.ts';
import { Button } from '../../../ui/button.tsx';
import { words } from '../../../words.ts';
import { PlainBlock } from './plain-block.tsx';

export function ToolInput({ input }: Pick<ToolCallPart, 'input'>): ReactNode {
  const [isJson, setJson] = useState(false);
  if (input === null) return null;
  const entries = Object.entries(input);
  if (entries.length === 0) return <p className="text-sm text-ink-2">{words.toolCalls.noArguments}</p>;
  return (
    <div className="flex flex-col gap-1">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-sm font-medium">{words.toolCalls.arguments}</p>
        <Button variant="ghost" size="sm" className="-mr-2.5" aria-pressed={isJson} onClick={() => setJson(!isJson)}>
          {isJson ? words.toolCalls.asList : words.toolCalls.asJson}
        </Button>
      </div>
      {isJson ? (
        <PlainBlock label={words.toolCalls.arguments} text={JSON.stringify(input, null, 2)} />
      ) : (
        <dl className="grid max-h-64 grid-cols-[minmax(3rem,auto)_1fr] gap-x-4 gap-y-1 overflow-y-auto text-sm">
          {entries.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="max-w-40 font-mono text-xs leading-5 wrap-anywhere text-ink-2">{seenText(name)}</dt>
              <dd dir="auto" className="min-w-0 wrap-anywhere whitespace-pre-wrap">
                {seenText(typeof value === 'string' ? value : JSON.stringify(value))}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

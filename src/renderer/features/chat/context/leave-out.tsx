// Turns that the person picks, which the model then does not see.
import { useState } from 'react';
import type { MessageId } from '../../../../preload/contract/ids.ts';
import { textOf } from '../../../../preload/contract/parts.ts';
import { Button } from '../../../ui/button.tsx';
import { Choice, type ChoiceProps } from './choice.tsx';
import { estimateTokens, type Turn } from './context-count.ts';
import { words } from '../../../words.ts';

const quotedMax = 80;

export function LeaveOut({ situation, turns, onDone }: ChoiceProps & { readonly turns: readonly Turn[] }) {
  const { seen, onFits } = situation;
  const said = words.context.leaveOut;
  const out = new Set(seen.state.leftOut);
  const [changed, setChanged] = useState((): ReadonlyMap<MessageId, boolean> => new Map());
  const isOut = (id: MessageId): boolean => changed.get(id) ?? out.has(id);
  // The last one is what is asked now.
  const offered = turns.slice(0, -1);
  const apply = (): void => {
    for (const wish of [true, false]) {
      const ids = offered
        .filter(({ question }) => isOut(question.id) === wish && out.has(question.id) !== wish)
        .flatMap(({ messages }) => messages.map(({ id }) => id));
      if (ids.length > 0) seen.leaveOut(ids, wish);
    }
    onDone();
    onFits();
  };
  return (
    <Choice title={said.title} text={said.text}>
      <fieldset className="max-h-56 w-full overflow-y-auto rounded-md border border-line">
        <legend className="sr-only">{said.title}</legend>
        {offered.map(({ question, messages }) => {
          const tokens = messages.reduce((sum, { parts }) => sum + estimateTokens(textOf(parts)), 0);
          return (
            <label
              key={question.id}
              className="flex items-start gap-2.5 px-3 py-2 text-base not-last:border-b not-last:border-line hover:bg-hover"
            >
              <input
                type="checkbox"
                className="mt-1 size-4 shrink-0 accent-accent"
                checked={isOut(question.id)}
                onChange={(event) => setChanged(new Map(changed).set(question.id, event.target.checked))}
              />
              <span dir="auto" className="min-w-0 wrap-anywhere">
                {said.turn(textOf(question.parts).slice(0, quotedMax), tokens)}
              </span>
            </label>
          );
        })}
      </fieldset>
      <Button disabled={changed.size === 0} onClick={apply}>
        {said.action}
      </Button>
    </Choice>
  );
}

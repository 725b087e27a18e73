// How an answer was made, in figures, behind a button at its line.
import { Info } from 'lucide-react';
import { Fragment } from 'react';
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Popover } from '../../ui/popover.tsx';
import { figuresOf } from './answer-figures-text.ts';
import { words } from '../../words.ts';

export function AnswerFigures({ answer }: { readonly answer: AnswerMessage }) {
  return (
    <Popover
      label={words.figures.open}
      align="end"
      side="top"
      className="w-72"
      trigger={<IconButton size="sm" label={words.figures.open} icon={<Info />} />}
    >
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm">
        {figuresOf(answer).map(({ name, value }) => (
          <Fragment key={name}>
            <dt className="text-ink-3">{name}</dt>
            <dd className="text-right wrap-anywhere tabular-nums">{value}</dd>
          </Fragment>
        ))}
      </dl>
    </Popover>
  );
}

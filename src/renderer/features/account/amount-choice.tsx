// Beside the packs: a sum of one's own choice, and what it buys while it is typed.
import { Check } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import type { FreeAmount } from '../../../../server/contract/orders/free-amount.ts';
import { cx } from '../../ui/cx.ts';
import { TextField } from '../../ui/text-field.tsx';
import { readAmount, sayBounds } from './amount-entry.ts';
import { formatCredits } from '../../shared/amounts.ts';
import { words } from '../../words.ts';

type AmountChoiceProps = {
  readonly offer: FreeAmount;
  readonly text: string;
  /** Shown once the person has tried to go on with it. */
  readonly error: string | null;
  readonly isChosen: boolean;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly onChoose: () => void;
  readonly onText: (text: string) => void;
};

export function AmountChoice({ offer, text, error, isChosen, field, onChoose, onText }: AmountChoiceProps): ReactNode {
  const entry = readAmount(text, offer);
  return (
    <div
      data-chosen={isChosen}
      className={cx(
        'mt-3 flex flex-wrap items-start gap-x-4 gap-y-3 rounded-lg border p-4 transition-colors has-[[type=radio]:focus-visible]:outline-2 has-[[type=radio]:focus-visible]:outline-offset-2 has-[[type=radio]:focus-visible]:outline-focus',
        isChosen ? 'border-accent bg-accent-soft' : 'border-line-strong bg-raised',
      )}
    >
      <label className="flex h-9 min-w-40 flex-1 items-center gap-3">
        <input
          type="radio"
          name="pack"
          value="amount"
          checked={isChosen}
          tabIndex={isChosen ? 0 : -1}
          onChange={onChoose}
          className="sr-only"
        />
        <span
          aria-hidden="true"
          className={cx(
            'flex size-5 shrink-0 items-center justify-center rounded-full border',
            isChosen ? 'border-accent bg-accent text-on-accent' : 'border-edge',
          )}
        >
          {isChosen ? <Check className="size-3.5" strokeWidth={3} /> : null}
        </span>
        <span className="text-sm font-medium text-ink-2">{words.buying.amount.other}</span>
      </label>
      <div className="flex min-w-0 flex-1 basis-64 flex-wrap items-start gap-x-3">
        <TextField
          ref={field}
          label={words.buying.amount.label}
          isLabelHidden
          className="w-36 shrink-0"
          inputMode="decimal"
          autoComplete="off"
          maxLength={12}
          value={text}
          leading={<span className="text-ink-3">{words.formats.currencySign(offer.currency)}</span>}
          inputClassName="tabular-nums"
          aria-invalid={error === null ? undefined : true}
          aria-describedby="amount-words"
          // Not on focus: the Tab key may only pass by.
          onPointerDown={onChoose}
          onChange={(event) => {
            onChoose();
            onText(event.target.value);
          }}
        />
        <p
          id="amount-words"
          role="status"
          className={cx(
            'min-h-9 min-w-0 flex-1 basis-40 py-2 text-sm tabular-nums',
            error === null ? 'text-ink-2' : 'text-danger',
          )}
        >
          {error ??
            (entry.kind === 'ok' ? words.buying.amount.buys(formatCredits(entry.microcredits)) : sayBounds(offer))}
        </p>
      </div>
    </div>
  );
}

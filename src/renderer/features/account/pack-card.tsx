// One pack as a card one can choose; underneath it is a radio button, so arrows and screen readers know it.
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '../../ui/cx.ts';
import { formatCredits, formatMoney, formatMessagePrice } from '../../shared/amounts.ts';
import type { PackOffer } from './pack-offer.ts';
import { words } from '../../words.ts';

export function PackCard({
  offer,
  isChosen,
  onChoose,
}: {
  readonly offer: PackOffer;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}): ReactNode {
  const { pack, centsPerMessage, saves } = offer;
  return (
    <label
      data-chosen={isChosen}
      className={cx(
        'grid grid-cols-[1fr_auto] content-start gap-x-4 rounded-lg border p-4 transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus @lg:grid-cols-1',
        isChosen ? 'border-accent bg-accent-soft' : 'border-line-strong bg-raised hover:bg-hover',
      )}
    >
      <input
        type="radio"
        name="pack"
        value={pack.id}
        checked={isChosen}
        tabIndex={isChosen ? 0 : -1}
        onChange={onChoose}
        className="sr-only"
      />
      <span className="col-span-full flex items-center justify-between gap-2">
        <span className="text-sm font-medium text-ink-2">{pack.name}</span>
        <span
          aria-hidden="true"
          className={cx(
            'flex size-5 items-center justify-center rounded-full border',
            isChosen ? 'border-accent bg-accent text-on-accent' : 'border-edge',
          )}
        >
          {isChosen ? <Check className="size-3.5" strokeWidth={3} /> : null}
        </span>
      </span>
      <span className="mt-2 text-xl font-semibold tracking-tight tabular-nums @lg:mt-3">
        {formatMoney(pack.amount_cents, pack.currency)}
      </span>
      <span className="self-end text-right tabular-nums @lg:mt-0.5 @lg:text-left">
        {pack.name === formatCredits(pack.credits_microcredits) ? null : formatCredits(pack.credits_microcredits)}
      </span>
      <span className="mt-1 text-sm text-ink-3 tabular-nums @lg:mt-3">
        {centsPerMessage === null
          ? null
          : words.buying.choose.aMessage(formatMessagePrice(centsPerMessage, pack.currency))}
      </span>
      <span className="col-span-full text-sm font-medium text-accent-ink @lg:mt-1 @lg:min-h-5">
        {saves === null ? null : words.buying.choose.cheaper(saves.percent / 100, saves.than)}
      </span>
    </label>
  );
}

// One pack as a card one can choose; underneath it is a radio button, so arrows and screen readers know it.
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '../../ui/cx.ts';
import { formatCount, formatCredits, formatMoney, formatSmallMoney } from './amounts.ts';
import type { PackOffer } from './pack-offer.ts';

export function PackCard({ offer, isChosen, onChoose }: { readonly offer: PackOffer; readonly isChosen: boolean; readonly onChoose: () => void }): ReactNode {
  const { pack, messages, centsPerMessage, savesPercent } = offer;
  return (
    <label
      className={cx(
        'relative flex flex-col rounded-lg border p-4 transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus',
        isChosen ? 'border-accent bg-accent-soft' : 'border-line-strong bg-raised hover:bg-hover',
      )}
    >
      <input type="radio" name="pack" value={pack.id} checked={isChosen} onChange={onChoose} className="sr-only" />
      <span className="flex items-center justify-between gap-2">
        <span className="text-sm font-medium text-ink-2">{pack.name}</span>
        <span aria-hidden="true" className={cx('flex size-5 items-center justify-center rounded-full border', isChosen ? 'border-accent bg-accent text-on-accent' : 'border-edge')}>
          {isChosen ? <Check className="size-3.5" strokeWidth={3} /> : null}
        </span>
      </span>
      <span className="mt-3 text-xl font-semibold tracking-tight tabular-nums">{formatMoney(pack.amount_cents, pack.currency)}</span>
      <span className="mt-0.5 text-base tabular-nums">{formatCredits(pack.credits_microcredits)}</span>
      <span className="mt-3 text-sm text-ink-3 tabular-nums">
        {messages === null || centsPerMessage === null ? null : (
          <>
            {formatCount(messages, 'message', 'messages')}
            <br />
            {formatSmallMoney(centsPerMessage, pack.currency)} each
          </>
        )}
      </span>
      <span className="mt-2 min-h-5 text-sm font-medium text-accent-ink">{savesPercent === null ? null : `Lowest price: ${savesPercent}% less each`}</span>
    </label>
  );
}

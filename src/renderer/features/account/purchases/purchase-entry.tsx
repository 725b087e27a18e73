// One purchase in the list, with all there is to know and to do about it.
import { ChevronRight, ExternalLink, ReceiptText } from 'lucide-react';
import { useCallback, type ReactNode } from 'react';
import type { Purchase } from '../../../../preload/contract/account.ts';
import { useAccount, useCore } from '../../../rpc/core-context.tsx';
import { Button } from '../../../ui/button.tsx';
import { cx } from '../../../ui/cx.ts';
import { formatCredits, formatMoney } from '../../../shared/amounts.ts';
import { CopyButton } from '../../../shared/copy-button.tsx';
import { sayMoment } from '../../../shared/time-words.ts';
import { sayOwner } from '../payee/payee-view.ts';
import { sayProvider, viewPurchase, type PurchaseTone, type PurchaseView } from '../purchase-view.ts';
import { useDocument, type DocumentState } from '../use-document.ts';
import { useWays } from '../../../shared/ways.tsx';
import { useOpenLink } from '../../../shared/open-link.ts';
import { sayRefunds, type RefundLine } from './refund-words.ts';
import { toneIcons } from './tone-icons.tsx';
import { words } from '../../../words.ts';

const labelColours: Readonly<Record<PurchaseTone, string>> = {
  waiting: 'text-ink-2',
  good: 'text-positive',
  attention: 'text-warning',
  over: 'text-ink-2',
};

export function PurchaseEntry({ purchase }: { readonly purchase: Purchase }): ReactNode {
  const view = viewPurchase(purchase);
  const refunds = sayRefunds(purchase);
  const { value: account } = useAccount();
  const owner = account === null ? null : sayOwner(account.person, purchase.payee);
  return (
    <li className="flex gap-3 py-4">
      <span className="mt-[3px] shrink-0">{toneIcons[view.tone]}</span>
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline justify-between gap-4 tabular-nums">
          <span className="font-medium">{formatCredits(purchase.creditsMicrocredits)}</span>
          <span className={cx('font-medium', purchase.paidAt === null && 'text-ink-3')}>
            {formatMoney(purchase.amountCents, purchase.currency)}
          </span>
        </p>
        <p className="mt-0.5 text-sm text-ink-3">
          <span className={cx('font-medium', labelColours[view.tone])}>{view.label}</span> ·{' '}
          {sayMoment(purchase.paidAt ?? purchase.createdAt)} · {sayProvider(purchase.provider)}
          {owner === null ? null : ` · ${words.buying.payee.isFor(owner)}`}
        </p>
        {needsSentence(purchase, view, refunds) ? <p className="mt-2 text-ink-2">{view.sentence}</p> : null}
        {refunds.map((line) => (
          <Refund key={line.id} line={line} />
        ))}
        <Actions purchase={purchase} view={view} />
      </div>
    </li>
  );
}

/** What the app never opens: anybody on the way could put another page in its place. */
const httpOnly = /^http:/i;

function Refund({ line }: { readonly line: RefundLine }): ReactNode {
  const [hasFailed, open] = useOpenLink();
  const { collectUrl } = line;
  return (
    <div className="mt-2 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <p className="min-w-0 flex-1 basis-72 text-ink-2">{line.sentence}</p>
      {collectUrl === null ? null : (
        <Button size="sm" variant="primary" icon={<ExternalLink className="size-4" />} onClick={() => open(collectUrl)}>
          {words.purchases.collect}
        </Button>
      )}
      {hasFailed ? (
        <p role="alert" className="basis-full text-sm text-danger">
          {httpOnly.test(collectUrl ?? '') ? words.purchases.notEncrypted : words.purchases.notOpened}
          <span className="block font-mono break-all select-all">{collectUrl}</span>
        </p>
      ) : null}
    </div>
  );
}

type ActionsProps = {
  readonly purchase: Purchase;
  readonly view: PurchaseView;
};

function Actions({ purchase: { orderId, paidAt }, view }: ActionsProps): ReactNode {
  const core = useCore();
  const { continuePurchase } = useWays();
  const ask = useCallback(() => core.account.receipt({ orderId, locale: navigator.language }), [core, orderId]);
  const [receipt, showReceipt] = useDocument(ask);
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-2 gap-y-1">
      {view.isUnderWay ? (
        <Button size="sm" onClick={() => continuePurchase(orderId)}>
          {words.purchases.continue}
          <ChevronRight className="size-4" />
        </Button>
      ) : null}
      {paidAt === null ? null : (
        <Button
          size="sm"
          icon={<ReceiptText className="size-4" />}
          isBusy={receipt.kind === 'asking'}
          onClick={showReceipt}
        >
          {words.purchases.receipt}
        </Button>
      )}
      {/* What whoever runs the server asks for. */}
      <span className="ml-auto flex min-w-0 items-center gap-1 text-xs text-ink-3">
        {words.purchases.order}
        <span className="truncate font-mono select-all">{orderId}</span>
        <CopyButton text={orderId} label={words.purchases.copyOrder} />
      </span>
      <p role="status" className={receipt.kind === 'failed' ? 'basis-full text-sm text-danger' : 'sr-only'}>
        {sayReceipt(receipt)}
      </p>
    </div>
  );
}

function sayReceipt(receipt: DocumentState): string {
  switch (receipt.kind) {
    case 'idle':
    case 'asking':
      return '';
    case 'shown':
      return words.purchases.receiptShown[receipt.where];
    case 'failed':
      return receipt.code === 'purchase_unpaid' ? words.purchases.receiptUnpaid : words.purchases.receiptFailed;
  }
}

/** A purchase that ended well, or whose money is told of below, needs no more words. */
function needsSentence({ state }: Purchase, view: PurchaseView, refunds: readonly RefundLine[]): boolean {
  return view.isUnderWay || state === 'disputed' || (view.tone !== 'good' && refunds.length === 0);
}

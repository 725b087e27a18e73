// The checkout of an invoice, drawn by the app: a code to scan, the amount, what to copy, and the time that is left.
import { Wallet } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { InvoiceMethod, Purchase } from '../../../../preload/contract/account.ts';
import { LinkButton } from '../../../ui/link-button.tsx';
import { Segmented } from '../../../ui/segmented.tsx';
import { formatMoney } from '../../../shared/amounts.ts';
import { useOpenLink } from '../../../shared/open-link.ts';
import { formatRate } from './bitcoin-amount.ts';
import { CopyButton } from '../../../shared/copy-button.tsx';
import { CopyField } from './copy-field.tsx';
import { inOrder, viewMethod, type MethodView } from './invoice-method.ts';
import { QrCode } from './qr-code.tsx';
import { TimeLeft } from './time-left.tsx';
import { words } from '../../../words.ts';

export function InvoiceCheckout({
  methods,
  purchase,
}: {
  readonly methods: readonly InvoiceMethod[];
  readonly purchase: Purchase;
}): ReactNode {
  const views = inOrder(methods).map((method) => viewMethod(method));
  const [wanted, setWanted] = useState<string | null>(null);
  const shown = views.find(({ id }) => id === wanted) ?? views[0];
  if (shown === undefined) return null;
  return (
    <div>
      <div className="mb-4 flex min-h-9 flex-wrap items-center justify-between gap-x-4 gap-y-2 text-sm">
        {views.length > 1 ? (
          <Segmented
            label={words.buying.invoice.network}
            value={shown.id}
            options={views.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={setWanted}
          />
        ) : (
          <span className="font-medium">{shown.name}</span>
        )}
        {purchase.expiresAt === null ? null : <TimeLeft until={purchase.expiresAt} />}
      </div>
      <Method key={shown.id} view={shown} purchase={purchase} />
    </div>
  );
}

function Method({ view, purchase }: { readonly view: MethodView; readonly purchase: Purchase }): ReactNode {
  const [hasFailed, open] = useOpenLink();
  return (
    <div className="grid gap-x-6 gap-y-5 @lg:grid-cols-[15rem_minmax(0,1fr)]">
      <QrCode
        text={view.paymentLink}
        label={words.buying.invoice.codeWith(words.buying.invoice.destination(view.name, view.destinationName))}
        className="mx-auto w-full max-w-60 border border-line"
      />
      <div className="flex min-w-0 flex-col gap-4">
        <Amount view={view} purchase={purchase} />
        <CopyField name={words.buying.invoice.destination(view.name, view.destinationName)} value={view.destination} />
        <LinkButton
          variant="primary"
          href={view.paymentLink}
          icon={<Wallet aria-hidden="true" className="size-4" />}
          onClick={(event) => {
            event.preventDefault();
            open(view.paymentLink);
          }}
        >
          {words.buying.invoice.openWallet}
        </LinkButton>
        <p role={hasFailed ? 'alert' : undefined} className="text-sm text-ink-3">
          {hasFailed ? words.buying.invoice.noWallet : view.hint}
        </p>
      </div>
    </div>
  );
}

export function Amount({ view, purchase }: { readonly view: MethodView; readonly purchase: Purchase }): ReactNode {
  const { amount, dueShare, received } = view;
  const price = formatMoney(Math.round(purchase.amountCents * dueShare), purchase.currency);
  const rate = formatRate(view.rate, purchase.currency);
  if (amount === null) return null;
  return (
    <div>
      <p className="text-sm text-ink-2">
        {received === null ? words.buying.invoice.amount : words.buying.invoice.stillToPay}
      </p>
      <p className="mt-0.5 flex items-center gap-1">
        <span className="text-xl font-semibold tracking-tight tabular-nums">{amount.main}</span>
        <CopyButton text={amount.copied} label={words.buying.invoice.copyAmount} />
      </p>
      <p className="text-sm text-ink-3 tabular-nums">
        {amount.other} · {received === null ? price : words.buying.invoice.about(price)}
        {rate === null ? null : words.buying.invoice.atRate(rate)}
      </p>
      {received === null ? null : (
        <p role="status" className="mt-1 text-sm text-warning tabular-nums">
          {words.buying.invoice.partReceived(received)}
        </p>
      )}
    </div>
  );
}

// What is left, always in sight: the tally and its number, and a panel with all there is to know about it.
import { CloudOff, CreditCard, TriangleAlert } from 'lucide-react';
import { memo, useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { useAccount } from '../../rpc/core-context.tsx';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Popover } from '../../ui/popover.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { TallyCount, TallyMark } from '../../ui/tally-mark.tsx';
import { CreditsPanel } from './credits-panel.tsx';
import { formatNumber, shownCredits } from '../../shared/amounts.ts';
import { creditsLabel, creditsView, type CreditsView } from './credits-view.ts';
import { PurchaseChip } from './purchase-chip.tsx';
import { purchaseUnderWay } from './purchase-view.ts';
import type { AccountDialog } from './use-account-dialogs.ts';
import type { Buying } from './use-buying.ts';
import { words } from '../../words.ts';

/** `isOfferedElsewhere`: a card in the chat shows the same button, and one in reach is enough. */
export const CreditsStatus = memo(function CreditsStatus({
  buying,
  isOfferedElsewhere = false,
  onShow,
}: {
  readonly buying: Buying;
  readonly isOfferedElsewhere?: boolean;
  readonly onShow: (dialog: AccountDialog) => void;
}): ReactNode {
  const { value: account } = useAccount();
  const [isOpen, setOpen] = useState(false);
  const view = creditsView(account);
  const underWay = purchaseUnderWay(account);
  const trigger = useRef<HTMLButtonElement>(null);
  useFocusAfterPurchase(buying, trigger);
  const leave = (then: () => void) => (): void => {
    // The panel's own button goes with the panel; the dialog gives the focus back to one that stays.
    if (isOpen) trigger.current?.focus();
    setOpen(false);
    then();
  };
  return (
    <div className="flex shrink-0 items-center gap-1.5">
      {underWay !== null && buying.subject === null ? (
        <PurchaseChip purchase={underWay} onContinue={() => buying.resume(underWay.orderId)} />
      ) : null}
      <div role="status" aria-label={words.credits.title}>
        <Popover
          label={words.credits.inDetail}
          align="end"
          isOpen={isOpen}
          onOpenChange={setOpen}
          className="w-[22rem] overflow-x-hidden"
          trigger={
            <button
              ref={trigger}
              type="button"
              className={cx(
                'inline-flex h-9 items-center gap-2 rounded-md px-2.5 whitespace-nowrap @max-xs:px-1.5 text-sm font-medium tabular-nums transition-colors hover:bg-hover data-[state=open]:bg-hover',
                view.kind === 'exhausted' || view.kind === 'signed_out' ? 'text-danger' : 'text-ink-2',
              )}
            >
              <span className="contents @max-2xs:hidden">
                <CreditsMark view={view} />
              </span>
              <CreditsWords view={view} />
              {account === null || account.tokenTrouble === null ? null : (
                <>
                  <TriangleAlert aria-hidden="true" className="size-4 shrink-0 text-warning" />
                  <span className="sr-only">{words.credits.unusable}</span>
                </>
              )}
            </button>
          }
        >
          {account === null ? (
            <p className="p-4 text-ink-2">{words.credits.loading}</p>
          ) : (
            <CreditsPanel
              account={account}
              view={view}
              onBuy={leave(() => buying.buy())}
              onContinue={(orderId) => leave(() => buying.resume(orderId))()}
              onShow={(dialog) => leave(() => onShow(dialog))()}
            />
          )}
        </Popover>
      </div>
      {view.kind === 'pro' ? null : (
        // While the panel shows its own button, this one steps back for screen readers and the Tab key.
        <Button
          size="sm"
          variant="secondary"
          aria-label={words.credits.buy}
          aria-hidden={isOpen || isOfferedElsewhere || undefined}
          tabIndex={isOpen || isOfferedElsewhere ? -1 : 0}
          className="@max-2xs:hidden"
          icon={<CreditCard className="size-4 @2xl:hidden" />}
          onClick={leave(() => buying.buy())}
        >
          <span className="hidden @2xl:inline">{words.credits.buy}</span>
        </Button>
      )}
    </div>
  );
});

/** A purchase may take away the button it was begun with; then the figure it changed gets the focus. */
function useFocusAfterPurchase(buying: Buying, target: RefObject<HTMLElement | null>): void {
  const isOpen = buying.subject !== null;
  const wasOpen = useRef(false);
  useEffect(() => {
    const hasClosed = wasOpen.current && !isOpen;
    wasOpen.current = isOpen;
    if (!hasClosed) return;
    // After the dialog has tried to give the focus back itself.
    const timer = setTimeout(() => {
      if (document.activeElement === document.body) target.current?.focus();
    }, 50);
    return () => clearTimeout(timer);
  }, [isOpen, target]);
}

function CreditsMark({ view }: { readonly view: CreditsView }): ReactNode {
  switch (view.kind) {
    case 'loading':
      return <Spinner size={16} label={null} />;
    case 'free':
      return view.limit <= 20 ? (
        <>
          <span className="hidden @2xl:inline-flex">
            <TallyCount count={view.left} total={view.limit} size={17} />
          </span>
          <TallyMark size={17} count={Math.min(5, view.left)} showsRest className="@2xl:hidden" />
        </>
      ) : (
        <TallyMark size={17} />
      );
    case 'offline':
      return <CloudOff aria-hidden="true" className="size-4 shrink-0" />;
    case 'pro':
    case 'plan':
      return <TallyMark size={17} />;
    case 'exhausted':
      return <TallyMark size={17} count={0} showsRest />;
    case 'unknown':
    case 'signed_out':
      return <TallyMark size={17} count={0} showsRest />;
  }
}

/** The number always; the words beside it where there is room. Screen readers always get both. */
function CreditsWords({ view }: { readonly view: CreditsView }): ReactNode {
  if (view.kind === 'exhausted') {
    return (
      <>
        <span aria-hidden="true" className="@2xl:hidden">
          {words.credits.noneLeftShort}
        </span>
        <span className="@max-2xl:sr-only">{creditsLabel(view)}</span>
      </>
    );
  }
  if (view.kind === 'offline') {
    return (
      <>
        <span aria-hidden="true" className="@2xl:hidden">
          {formatNumber(view.left)}
        </span>
        <span className="@max-2xl:sr-only">{creditsLabel(view)}</span>
      </>
    );
  }
  if (view.kind === 'pro') {
    const credits = shownCredits(view.microcredits);
    return (
      <span>
        {formatNumber(credits)} <span className="@max-2xs:sr-only">{words.amounts.creditsUnit(credits)}</span>
      </span>
    );
  }
  if (view.kind !== 'free') return <span>{creditsLabel(view)}</span>;
  return (
    <>
      <span aria-hidden="true">
        {formatNumber(view.left)}
        <span className="hidden @2xl:inline">{words.credits.freeShort}</span>
      </span>
      <span className="sr-only">{creditsLabel(view)}</span>
    </>
  );
}

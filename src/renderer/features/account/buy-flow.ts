// The steps of a purchase in the dialog, as one reducer. The order's own state is not kept here: it is watched.
import type { OrderId, Provider } from '../../../../server/contract/orders/orders.ts';
import type { CheckoutView, Purchase } from '../../../preload/contract/account.ts';
import type { Payee } from '../../../preload/contract/payee.ts';
import type { Refusal } from '../../../preload/contract/failure.ts';
import type { Buyable, Wish } from './buyable.ts';
import { words } from '../../words.ts';
import type { SecretTrouble } from '../../../preload/contract/secret-trouble.ts';
import { sayNo } from '../../shared/trouble-words.ts';

/** What was chosen before and for whom, and the way to pay that did not work out. */
export type Before = { readonly thing: Buyable; readonly payee: Payee; readonly notBy: Provider };

export type BuyStep =
  | { readonly kind: 'choosing'; readonly before: Before | null }
  | { readonly kind: 'placing'; readonly orderId: OrderId; readonly wish: Wish | null }
  | { readonly kind: 'asking_place'; readonly wish: Wish; readonly trouble: SecretTrouble }
  | { readonly kind: 'checkout'; readonly orderId: OrderId; readonly view: CheckoutView }
  /** Nothing to show for this order but its state. */
  | { readonly kind: 'following'; readonly orderId: OrderId }
  /** `wish` null: the order was placed before; only showing it failed. */
  | {
      readonly kind: 'trouble';
      readonly orderId: OrderId;
      readonly wish: Wish | null;
      readonly sentence: string;
      readonly canRetry: boolean;
    };

/** What the core answers to `buy` and `resume`. */
export type OpenAnswer =
  | { readonly kind: 'opened'; readonly purchase: Purchase; readonly view: CheckoutView }
  | { readonly kind: 'keychain_missing'; readonly trouble: SecretTrouble }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'offline'; readonly purchase: Purchase }
  | { readonly kind: 'over'; readonly purchase: Purchase };

export type BuyEvent =
  | { readonly kind: 'started_over'; readonly before: Before | null }
  | { readonly kind: 'wished'; readonly wish: Wish }
  | { readonly kind: 'continued'; readonly orderId: OrderId }
  | { readonly kind: 'answered'; readonly orderId: OrderId; readonly answer: OpenAnswer }
  | { readonly kind: 'unanswered'; readonly orderId: OrderId; readonly reason: 'disconnected' | 'gone' | 'broken' };

export const firstStep: BuyStep = { kind: 'choosing', before: null };

export function startStep(resumed: OrderId | null): BuyStep {
  return resumed === null ? firstStep : { kind: 'placing', orderId: resumed, wish: null };
}

export function buyFlow(step: BuyStep, event: BuyEvent): BuyStep {
  switch (event.kind) {
    case 'started_over':
      return { kind: 'choosing', before: event.before };
    case 'wished':
      return { kind: 'placing', orderId: event.wish.orderId, wish: event.wish };
    case 'continued':
      return { kind: 'placing', orderId: event.orderId, wish: null };
    case 'answered':
      return isAwaited(step, event.orderId) ? afterAnswer(step, event.answer) : step;
    case 'unanswered':
      return isAwaited(step, event.orderId)
        ? { kind: 'trouble', orderId: step.orderId, wish: step.wish, ...sayUnanswered(event.reason) }
        : step;
  }
}

type Placing = Extract<BuyStep, { kind: 'placing' }>;

/** An answer that comes after the person has moved on changes nothing. */
function isAwaited(step: BuyStep, orderId: OrderId): step is Placing {
  return step.kind === 'placing' && step.orderId === orderId;
}

function afterAnswer({ orderId, wish }: Placing, answer: OpenAnswer): BuyStep {
  switch (answer.kind) {
    case 'opened':
      return { kind: 'checkout', orderId, view: answer.view };
    case 'offline':
    case 'over':
      return { kind: 'following', orderId };
    case 'refused':
      return {
        kind: 'trouble',
        orderId,
        wish,
        sentence: sayNo(answer.refusal),
        canRetry: answer.refusal.retryAt !== null,
      };
    case 'keychain_missing':
      return wish === null
        ? { kind: 'trouble', orderId, wish, sentence: words.secretTrouble(answer.trouble), canRetry: true }
        : { kind: 'asking_place', wish, trouble: answer.trouble };
  }
}

function sayUnanswered(reason: 'disconnected' | 'gone' | 'broken'): {
  readonly sentence: string;
  readonly canRetry: boolean;
} {
  return { sentence: words.buying.unanswered[reason], canRetry: reason !== 'gone' };
}

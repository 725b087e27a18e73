// Runs the purchase's steps against the core. Leaving at any moment loses nothing: the order lives in the core.
import { isDefinedError, safe } from '@orpc/client';
import { useCallback, useEffect, useReducer } from 'react';
import type { OrderId } from '../../../../server/contract/orders/orders.ts';
import { useCore } from '../../rpc/core-context.tsx';
import { Disconnected } from '../../rpc/disconnected.ts';
import { buyFlow, startStep, type Before, type BuyStep, type OpenAnswer } from './buy-flow.ts';
import { buyInput, type Wish } from './buyable.ts';

export type BuyActions = {
  readonly place: (wish: Wish) => void;
  /** `as: 'page'`: on the server's page, also where the app draws the checkout itself. */
  readonly show: (orderId: OrderId, as?: 'best' | 'page') => void;
  readonly startOver: (before?: Before) => void;
};

/** `resumed`: the order to take up again, null for a new purchase. */
export function useBuyFlow(resumed: OrderId | null): readonly [BuyStep, BuyActions] {
  const core = useCore();
  const [step, dispatch] = useReducer(buyFlow, resumed, startStep);

  const settle = useCallback(async (orderId: OrderId, asking: Promise<OpenAnswer>) => {
    const [error, answer] = await safe(asking);
    if (answer !== undefined) return dispatch({ kind: 'answered', orderId, answer });
    if (error instanceof Disconnected) return dispatch({ kind: 'unanswered', orderId, reason: 'disconnected' });
    dispatch({ kind: 'unanswered', orderId, reason: isDefinedError(error) ? 'gone' : 'broken' });
  }, []);

  const place = useCallback(
    (wish: Wish) => {
      dispatch({ kind: 'wished', wish });
      void settle(wish.orderId, core.account.buy(buyInput(wish)));
    },
    [core, settle],
  );
  const show = useCallback(
    (orderId: OrderId, as: 'best' | 'page' = 'best') => {
      dispatch({ kind: 'continued', orderId });
      void settle(orderId, core.account.resume({ orderId, as }));
    },
    [core, settle],
  );
  useEffect(() => {
    if (resumed !== null) void settle(resumed, core.account.resume({ orderId: resumed }));
  }, [core, resumed, settle]);
  const startOver = useCallback((before?: Before) => dispatch({ kind: 'started_over', before: before ?? null }), []);
  return [step, { place, show, startOver }];
}

// Runs the purchase's steps against the core. Leaving at any moment loses nothing: the order lives in the core.
import { isDefinedError, safe } from '@orpc/client';
import { useCallback, useEffect, useReducer } from 'react';
import type { OrderId } from '../../../../server/contract/orders.ts';
import { useCore } from '../../rpc/core-context.tsx';
import { Disconnected } from '../../rpc/disconnected.ts';
import { buyFlow, startStep, type BuyStep, type OpenAnswer, type Wish } from './buy-flow.ts';

export type BuyActions = {
  readonly place: (wish: Wish) => void;
  readonly show: (orderId: OrderId) => void;
  readonly startOver: () => void;
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
      void settle(wish.orderId, core.account.buy(wish));
    },
    [core, settle],
  );
  const show = useCallback(
    (orderId: OrderId) => {
      dispatch({ kind: 'continued', orderId });
      void settle(orderId, core.account.resume({ orderId }));
    },
    [core, settle],
  );
  useEffect(() => {
    if (resumed !== null) void settle(resumed, core.account.resume({ orderId: resumed }));
  }, [core, resumed, settle]);
  const startOver = useCallback(() => dispatch({ kind: 'started_over' }), []);
  return [step, { place, show, startOver }];
}

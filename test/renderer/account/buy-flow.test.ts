// The purchase's steps: nothing is lost, nothing is paid twice, and late answers change nothing.
import { expect, test } from 'vitest';
import { OrderId } from '../../../server/contract/orders.ts';
import {
  buyFlow,
  firstStep,
  type BuyEvent,
  type BuyStep,
  type Wish,
} from '../../../src/renderer/features/account/buy-flow.ts';
import { viewPurchase, purchaseUnderWay } from '../../../src/renderer/features/account/purchase-view.ts';
import { PurchaseState } from '../../../src/preload/contract/account.ts';
import { freeAccount, samplePurchase } from '../../support/core-double/sample-account.ts';
import { sampleId } from '../../support/core-double/sample-chats.ts';

const orderId = OrderId.parse(sampleId(7, 1));
const otherId = OrderId.parse(sampleId(7, 2));
const wish: Wish = { orderId, packId: 'regular', provider: 'sandbox' };
const purchase = { ...samplePurchase(0, 1, 'open'), orderId };
const play = (...events: BuyEvent[]): BuyStep => events.reduce(buyFlow, firstStep);

test('an opened order shows its checkout', () => {
  expect(
    play(
      { kind: 'wished', wish },
      { kind: 'answered', orderId, answer: { kind: 'opened', purchase, view: { kind: 'window' } } },
    ),
  ).toEqual({ kind: 'checkout', orderId, view: { kind: 'window' } });
});

test('without a keychain the person is asked, and the order keeps its id', () => {
  const asked = play(
    { kind: 'wished', wish },
    { kind: 'answered', orderId, answer: { kind: 'keychain_missing', reason: 'none' } },
  );
  expect(asked).toEqual({ kind: 'asking_place', wish, reason: 'none' });
  expect(buyFlow(asked, { kind: 'wished', wish: { ...wish, keepIn: 'memory' } })).toMatchObject({
    kind: 'placing',
    orderId,
  });
});

test('a lost connection keeps the wish, so that trying again asks for the same order', () => {
  expect(play({ kind: 'wished', wish }, { kind: 'unanswered', orderId, reason: 'disconnected' })).toMatchObject({
    kind: 'trouble',
    wish,
    canRetry: true,
  });
});

test('an answer to an order that was left behind changes nothing', () => {
  const now = play({ kind: 'wished', wish }, { kind: 'started_over' }, { kind: 'continued', orderId: otherId });
  expect(buyFlow(now, { kind: 'answered', orderId, answer: { kind: 'over', purchase } })).toBe(now);
  expect(buyFlow(firstStep, { kind: 'unanswered', orderId, reason: 'broken' })).toBe(firstStep);
});

test('an order placed while the server is away is followed, not lost', () => {
  expect(play({ kind: 'wished', wish }, { kind: 'answered', orderId, answer: { kind: 'offline', purchase } })).toEqual({
    kind: 'following',
    orderId,
  });
});

test('every state of a purchase has words, and only what can still change is under way', () => {
  const underWay = PurchaseState.options.filter((state) => viewPurchase({ ...purchase, state }).isUnderWay);
  expect(underWay).toEqual(['starting', 'open', 'seen', 'declined', 'paid']);
  expect(PurchaseState.options.every((state) => viewPurchase({ ...purchase, state }).sentence.endsWith('.'))).toBe(
    true,
  );
});

test('trouble with a purchase under way is told in place of its usual words', () => {
  expect(viewPurchase({ ...purchase, trouble: 'The server is away.' })).toMatchObject({
    sentence: 'The server is away.',
    tone: 'attention',
    isUnderWay: true,
  });
  expect(viewPurchase({ ...purchase, state: 'claimed', trouble: 'old' }).sentence).not.toBe('old');
});

test('the newest purchase under way is the one to continue', () => {
  const state = {
    ...freeAccount(0),
    purchases: [samplePurchase(0, 3, 'claimed'), samplePurchase(0, 2, 'open'), samplePurchase(0, 1, 'open')],
  };
  expect(purchaseUnderWay(state)?.orderId).toBe(state.purchases[1]?.orderId);
  expect(purchaseUnderWay(null)).toBeNull();
});

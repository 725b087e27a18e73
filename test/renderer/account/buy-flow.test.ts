// The purchase's steps: nothing is lost, nothing is paid twice, and late answers change nothing.
import { expect, test } from 'vitest';
import { OrderId } from '../../../server/contract/orders/orders.ts';
import { buyFlow, firstStep, type BuyEvent, type BuyStep } from '../../../src/renderer/features/account/buy-flow.ts';
import { boughtThing, buyInput, type Wish } from '../../../src/renderer/features/account/buyable.ts';
import { samplePurchase } from '../../support/core-double/sample-account.ts';
import { sampleId } from '../../support/core-double/sample-chats.ts';

const orderId = OrderId.parse(sampleId(7, 1));
const otherId = OrderId.parse(sampleId(7, 2));
const payee = { kind: 'computer' } as const;
const wish: Wish = { orderId, thing: { kind: 'pack', packId: 'regular' }, provider: 'sandbox', payee };
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
    { kind: 'answered', orderId, answer: { kind: 'keychain_missing', trouble: { code: 'keychain_off' } } },
  );
  expect(asked).toEqual({ kind: 'asking_place', wish, trouble: { code: 'keychain_off' } });
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
  const now = play(
    { kind: 'wished', wish },
    { kind: 'started_over', before: null },
    { kind: 'continued', orderId: otherId },
  );
  expect(buyFlow(now, { kind: 'answered', orderId, answer: { kind: 'over', purchase } })).toBe(now);
  expect(buyFlow(firstStep, { kind: 'unanswered', orderId, reason: 'broken' })).toBe(firstStep);
});

test('an order placed while the server is away is followed, not lost', () => {
  expect(play({ kind: 'wished', wish }, { kind: 'answered', orderId, answer: { kind: 'offline', purchase } })).toEqual({
    kind: 'following',
    orderId,
  });
});

test('starting over keeps what was chosen, and the way to pay that did not work out', () => {
  const before = { thing: wish.thing, payee, notBy: wish.provider };
  expect(play({ kind: 'wished', wish }, { kind: 'started_over', before })).toEqual({ kind: 'choosing', before });
});

test('a pack is ordered by its name, a sum by its amount, and neither by both', () => {
  expect(buyInput({ ...wish, keepIn: 'file' })).toEqual({
    orderId,
    provider: 'sandbox',
    payee,
    keepIn: 'file',
    packId: 'regular',
  });
  const thing = { kind: 'amount', cents: 750, currency: 'EUR' } as const;
  expect(buyInput({ ...wish, thing })).toEqual({
    orderId,
    provider: 'sandbox',
    payee,
    amount: { cents: 750, currency: 'EUR' },
  });
});

test('a second try orders the same thing as the first', () => {
  expect(boughtThing(purchase)).toEqual(wish.thing);
  expect(boughtThing({ ...purchase, packId: null, packName: null })).toEqual({
    kind: 'amount',
    cents: purchase.amountCents,
    currency: purchase.currency,
  });
});

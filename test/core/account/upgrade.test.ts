// A database of the first version, with purchases in every state and a token that was put aside, as the account finds it now.
import { expect, test } from 'vitest';
import { Microcredits } from '../../../server/contract/money.ts';
import { createPurchases } from '../../../src/main/core/account/purchases/purchases.ts';
import { createTokenShelf } from '../../../src/main/core/account/token/token-shelf.ts';
import { migrations } from '../../../src/main/core/store/migrations.ts';
import { createMemoryStore } from '../../../src/main/core/secrets/memory-store.ts';
import { openStore } from '../../../src/main/core/store/store.ts';
import { tempDir } from '../temp-dir.ts';

const now = (): number => Date.UTC(2026, 0, 2);
const origin = 'http://127.0.0.1:8787';
const states = ['starting', 'open', 'seen', 'declined', 'paid', 'claimed', 'expired', 'failed', 'refunded'] as const;

function openOld() {
  const dataDir = tempDir();
  const old = openStore({ dataDir, now, migrations: migrations.filter(({ number }) => number < 30) });
  states.forEach((state, index) => {
    old.db.run(
      `INSERT INTO purchases (order_id, origin, provider, pack_id, pack_name, amount_cents, currency, credits_microcredits,
         state, is_abandoned, token_place, token_entry, token_hash, checkout_url, created_at, expires_at, updated_at)
       VALUES (@id, @origin, 'sandbox', 'small', 'Small', 500, 'EUR', 5, @state, @isAbandoned, 'keychain', @entry, @hash, @url, 1, 2, 3)`,
      {
        id: `01890000-0000-7000-9000-00000000000${String(index)}`,
        origin,
        state,
        isAbandoned: state === 'expired' ? 1 : 0,
        entry: state === 'refunded' ? 'former:ffffffffffffffff' : `active:${origin}`,
        hash: (state === 'refunded' ? 'f' : 'a').repeat(64),
        url: state === 'starting' ? null : `${origin}/checkout/${String(index)}`,
      },
    );
  });
  old.close();
  return openStore({ dataDir, now });
}

test('every purchase is there as it was, with nothing given back, and its checkout a page of the server’s', () => {
  const store = openOld();
  const purchases = createPurchases({ db: store.db, origin, now, onChange: () => undefined });
  const rows = purchases.all().toReversed();
  expect(rows.map(({ state }) => state)).toEqual([...states]);
  expect(rows.map(({ isAbandoned }) => isAbandoned)).toEqual(states.map((state) => state === 'expired'));
  expect(rows[0]).toMatchObject({ checkout: null, packId: 'small', refundedCents: 0, refunds: [] });
  expect(rows[5]).toMatchObject({ checkout: { kind: 'page', url: `${origin}/checkout/5` }, paidAt: 3, expiresAt: 2 });
  store.close();
});

test('what was claimed stays claimed whatever the server says, but for money that went back', () => {
  const store = openOld();
  const purchases = createPurchases({ db: store.db, origin, now, onChange: () => undefined });
  const claimed = purchases.all().find(({ state }) => state === 'claimed');
  if (claimed === undefined) throw new Error('It is gone');
  const told = (state: 'open' | 'paid' | 'disputed' | 'refunded'): string | undefined => {
    purchases.told({
      id: claimed.orderId,
      state,
      provider: 'sandbox',
      pack_id: 'small',
      amount_cents: 500,
      currency: 'EUR',
      credits_microcredits: Microcredits.parse(claimed.creditsMicrocredits),
      is_claimed: true,
      created_at: 1,
      expires_at: 2,
      paid_at: 3,
      refunded_cents: 0,
      checkout_revision: 0,
    });
    return purchases.find(claimed.orderId)?.state;
  };
  expect([told('open'), told('disputed'), told('paid'), told('refunded')]).toEqual([
    'claimed',
    'disputed',
    'claimed',
    'refunded',
  ]);
  store.close();
});

test('a token that was put aside by the first version is on the shelf', () => {
  const store = openOld();
  const secrets = { at: () => createMemoryStore(), chosen: () => null, choose: () => undefined };
  const shelf = createTokenShelf({ origin, db: store.db, secrets, now });
  expect(shelf.all()).toEqual([
    { hash: 'f'.repeat(64), place: 'keychain', entry: 'former:ffffffffffffffff', keptAt: 3, balance: null },
  ]);
  store.close();
});

test('what was paid in a currency that is written in other units by now is the same money, and so is what went back', () => {
  const dataDir = tempDir();
  const old = openStore({ dataDir, now, migrations: migrations.filter(({ number }) => number < 40) });
  const rows = [
    ['btcpay', 'HUF', 99_000, 9_900_000],
    ['stripe', 'HUF', 99_000, 99_000],
    ['stripe', 'ISK', 50_000, 500],
    ['sandbox', 'HUF', 99_000, 99_000],
    ['btcpay', 'EUR', 500, 500],
  ] as const;
  rows.forEach(([provider, currency, before], index) => {
    const refund = { id: `r${String(index)}`, amountCents: before / 2, state: 'succeeded', createdAt: 4 };
    old.db.run(
      `INSERT INTO purchases (order_id, origin, provider, pack_id, pack_name, amount_cents, currency, credits_microcredits,
         state, token_place, token_entry, token_hash, created_at, updated_at, refunded_cents, refunds)
       VALUES (@id, @origin, @provider, 'small', 'Small', @before, @currency, 5, 'claimed', 'keychain', 'e', @hash, 1, 3, @half, @refunds)`,
      {
        id: `01890000-0000-7000-9000-00000000000${String(index)}`,
        origin,
        provider,
        before,
        currency,
        hash: 'a'.repeat(64),
        half: before / 2,
        refunds: JSON.stringify([refund]),
      },
    );
  });
  old.close();
  const store = openStore({ dataDir, now });
  const purchases = createPurchases({ db: store.db, origin, now, onChange: () => undefined });
  expect(
    purchases
      .all()
      .toReversed()
      .map(({ amountCents, refundedCents, refunds }) => [amountCents, refundedCents, refunds[0]?.amountCents]),
  ).toEqual(rows.map(([, , , after]) => [after, after / 2, after / 2]));
  store.close();
});

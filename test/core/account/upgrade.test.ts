// A database of the first version, with purchases in every state and a token that was put aside, as the account finds it now.
import { expect, test } from 'vitest';
import { Microcredits } from '../../../server/contract/money.ts';
import { createPurchases } from '../../../src/main/core/account/purchases/purchases.ts';
import { createTokenShelf } from '../../../src/main/core/account/token/token-shelf.ts';
import { readEvents } from '../../../src/main/core/chat/journal-queries.ts';
import { messagesOf } from '../../../src/main/core/chat/message-queries.ts';
import { ChatId } from '../../../src/preload/contract/ids.ts';
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
  expect(rows.map(({ payee, token }) => [payee, token?.hash.length])).toEqual(
    states.map(() => [{ kind: 'computer' }, 64]),
  );
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

test('why a purchase does not go on is a code by now, and a sentence that nobody knows is kept', () => {
  const dataDir = tempDir();
  const old = openStore({ dataDir, now, migrations: migrations.filter(({ number }) => number < 80) });
  const sentences = [
    'The server cannot be reached. The purchase goes on by itself as soon as it can.',
    'The server takes no more orders just now. This one goes on by itself in a moment.',
    'The token for your credits cannot be read right now. The keychain does not answer. The app will try again.',
    'The key for your credits cannot be kept. It’s locked. Choose another place for it and press “Buy credits” again.',
    'This server doesn’t sell that.',
    null,
  ];
  sentences.forEach((trouble, index) => {
    old.db.run(
      `INSERT INTO purchases (order_id, origin, provider, pack_id, pack_name, amount_cents, currency, credits_microcredits,
         state, trouble, token_place, token_entry, token_hash, created_at, updated_at)
       VALUES (@id, @origin, 'sandbox', 'small', 'Small', 500, 'EUR', 5, 'open', @trouble, 'keychain', 'e', @hash, 1, 3)`,
      { id: `01890000-0000-7000-9000-00000000000${String(index)}`, origin, trouble, hash: 'a'.repeat(64) },
    );
  });
  old.close();
  const store = openStore({ dataDir, now });
  const purchases = createPurchases({ db: store.db, origin, now, onChange: () => undefined });
  expect(
    purchases
      .all()
      .toReversed()
      .map(({ trouble }) => trouble),
  ).toEqual([
    { code: 'offline' },
    { code: 'busy' },
    { code: 'token_unreadable', trouble: { code: 'other', text: 'The keychain does not answer.' } },
    { code: 'token_not_saved', trouble: { code: 'other', text: 'It’s locked.' } },
    { code: 'other', text: 'This server doesn’t sell that.' },
    null,
  ]);
  store.close();
});

const refusedBefore = [
  [
    { code: 'free_exhausted', detail: 'You have used your 20 free messages.', retryAt: 9 },
    {
      code: 'free_exhausted',
      problem: 'free_exhausted',
      params: {},
      detail: 'You have used your 20 free messages.',
      retryAt: 9,
    },
  ],
  [
    {
      code: 'grace_exhausted',
      detail:
        'The server cannot be reached, and today’s 20 offline messages are used. Connect to the network and try again, or come back after midnight.',
      retryAt: 9,
    },
    { code: 'grace_exhausted', limit: 20, retryAt: 9 },
  ],
  [
    {
      code: 'grace_exhausted',
      detail:
        'The server cannot be reached, and no messages are allowed offline. Connect to the network and try again, or come back after midnight.',
      retryAt: 9,
    },
    { code: 'grace_exhausted', limit: 0, retryAt: 9 },
  ],
  [
    {
      code: 'rejected',
      detail: 'The credit kept for this message has been given back. Send the message again.',
      retryAt: null,
    },
    { code: 'hold_ended', retryAt: null },
  ],
  [
    {
      code: 'rejected',
      detail:
        'Your token can’t be read right now, so this message wasn’t sent. The keychain does not answer. Unlock the keychain and try again.',
      retryAt: null,
    },
    { code: 'token_unreadable', trouble: { code: 'other', text: 'The keychain does not answer.' }, retryAt: null },
  ],
  [
    { code: 'rejected', detail: 'Not today.', retryAt: null },
    { code: 'rejected', problem: 'rejected', params: {}, detail: 'Not today.', retryAt: null },
  ],
] as const;

test('a message that was refused, in its chat and in its run’s journal, is refused with a code by now', () => {
  const dataDir = tempDir();
  const old = openStore({ dataDir, now, migrations: migrations.filter(({ number }) => number < 80) });
  const id = (kind: number, index: number): string =>
    `01890000-0000-7000-9000-0000000${String(kind)}000${String(index)}`;
  const chatId = id(1, 0);
  old.db.run(`INSERT INTO chats (id, title, created_at, updated_at) VALUES (@chatId, 'A chat', 1, 1)`, { chatId });
  const states = [
    ...refusedBefore.map(([refusal]) => ({ kind: 'refused', refusal })),
    { kind: 'failed', failure: { code: 'ollama_stalled', detail: 'No answer for 90 seconds.', canRetry: true } },
  ];
  states.forEach((state, index) => {
    const message = { id: id(2, index), chatId };
    old.db.run(
      `INSERT INTO messages (id, chat_id, parent_id, role, text, created_at) VALUES (@id, @chatId, NULL, 'assistant', '', 1)`,
      message,
    );
    const run = { ...message, runId: id(3, index), state: JSON.stringify(state) };
    old.db.run(
      `INSERT INTO answers (message_id, chat_id, run_id, model, place, thinking, state, is_streaming, counts, charge, ended_at)
       VALUES (@id, @chatId, @runId, 'm', NULL, '', @state, 0, NULL, '{"kind":"none"}', 2)`,
      run,
    );
    const event = JSON.stringify({ n: 1, kind: 'ended', state, counts: null });
    old.db.run('INSERT INTO run_events (run_id, n, event, pieces, at) VALUES (@runId, 1, @event, 0, 1)', {
      runId: run.runId,
      event,
    });
  });
  old.close();
  const store = openStore({ dataDir, now });
  const expected = [
    ...refusedBefore.map(([, refusal]) => ({ kind: 'refused', refusal })),
    { kind: 'failed', failure: { code: 'ollama_stalled', detail: null, waitedS: 90, canRetry: true } },
  ];
  const stored = messagesOf(store.db, ChatId.parse(chatId));
  expect(stored.map((message) => (message.role === 'assistant' ? message.state : null))).toEqual(expected);
  expect(
    stored.flatMap((message) => (message.role === 'assistant' ? readEvents(store.db, message.runId, 0) : [])),
  ).toEqual(expected.map((state) => ({ n: 1, kind: 'ended', state, counts: null })));
  store.close();
});

test.each([
  ['a bare sentence', 'Not today.', 'Not today.'],
  ['nothing', null, null],
])('a refusal that is %s does not keep the app from starting, and its words are kept', (_what, refusal, detail) => {
  const dataDir = tempDir();
  const old = openStore({ dataDir, now, migrations: migrations.filter(({ number }) => number < 60) });
  const chatId = '01890000-0000-7000-9000-000000010000';
  const ids = { id: '01890000-0000-7000-9000-000000020000', chatId, runId: '01890000-0000-7000-9000-000000030000' };
  const state = { kind: 'refused', refusal };
  old.db.run(`INSERT INTO chats (id, title, created_at, updated_at) VALUES (@chatId, 'A chat', 1, 1)`, { chatId });
  old.db.run(
    `INSERT INTO messages (id, chat_id, parent_id, role, text, created_at) VALUES (@id, @chatId, NULL, 'assistant', '', 1)`,
    { id: ids.id, chatId },
  );
  old.db.run(
    `INSERT INTO answers (message_id, chat_id, run_id, model, place, thinking, state, is_streaming, counts, charge, ended_at)
     VALUES (@id, @chatId, @runId, 'm', NULL, '', @state, 0, NULL, '{"kind":"none"}', 2)`,
    { ...ids, state: JSON.stringify(state) },
  );
  old.db.run('INSERT INTO run_events (run_id, n, event, pieces, at) VALUES (@runId, 1, @event, 0, 1)', {
    runId: ids.runId,
    event: JSON.stringify({ n: 1, kind: 'ended', state, counts: null }),
  });
  old.close();
  const store = openStore({ dataDir, now });
  const expected = {
    kind: 'refused',
    refusal: { code: 'rejected', problem: 'rejected', params: {}, detail, retryAt: null },
  };
  const [message] = messagesOf(store.db, ChatId.parse(chatId));
  if (message?.role !== 'assistant') throw new Error('The answer is gone');
  expect(message.state).toEqual(expected);
  expect(readEvents(store.db, message.runId, 0)).toEqual([{ n: 1, kind: 'ended', state: expected, counts: null }]);
  store.close();
});

// Every life of a payment that the providers know, told to two workers on one ledger in every order, with repeats, with losses and
// with a death between any two of their steps: the money ends where it must, every time.
import { beforeAll, expect, it } from 'vitest';
import { credits } from '../../../support/server-ledger.ts';
import type { PaymentBooks } from './payments/payment-books.ts';
import { type Ledger, type Outcome, type Way, openStand } from './payments/perform.ts';
import { type Recorded, recordLives } from './payments/record-life.ts';
import { dyingWayOf, ordersOfSix, plainWayOf, silentWayOf, wayOf } from './payments/ways.ts';
import { runs, seed, timeout } from './size.ts';

/** Purchases in one ledger before a new one is begun. */
const fileSize = 150;
/** The times without news that one life is given: each of its stages looked at or not, with so many deaths. */
const silences = 64;

type Size = { readonly small: number; readonly full: number };
type Life = { readonly life: Recorded; readonly plain: Outcome };
type Chosen = Life & { readonly way: Way };
type Spread = { readonly all: number; readonly from: number };
type WayOf = (life: Recorded, number: number, steps: readonly number[]) => Way;

/** `share`: of what the full size would be, where a ledger is slower. */
export type PaymentProof = {
  readonly make: () => Promise<Ledger>;
  readonly small: { readonly orders: number; readonly silences: number; readonly deaths: number };
  readonly share?: number;
};

export function provesPayments({ make, small, share = 1 }: PaymentProof): void {
  let lives: readonly Life[];
  beforeAll(async () => {
    const recorded = await recordLives();
    const stand = await openStand(await make());
    const found = [];
    for (const life of recorded) found.push({ life, plain: await stand.perform(life, plainWayOf(life)) });
    await stand.close();
    lives = found;
  }, 120_000);
  const size = (few: number, all: number): Size => ({ small: few, full: Math.ceil(all * share) });

  /** All on as many ledgers as they need; fails at the first whose books differ from those of the plain way. */
  async function prove(chosen: Iterable<Chosen>, name: (one: Chosen) => string) {
    const tally = { purchases: 0, kills: 0 };
    let stand = await openStand(await make());
    for (const one of chosen) {
      if (tally.purchases > 0 && tally.purchases % fileSize === 0) {
        await stand.close();
        stand = await openStand(await make());
      }
      const { books, isKilled } = await stand.perform(one.life, one.way).catch((cause: unknown) => {
        throw new Error(name(one), { cause });
      });
      expect(books, name(one)).toEqual(one.plain.books);
      tally.purchases += 1;
      tally.kills += isKilled ? 1 : 0;
    }
    await stand.close();
    return tally;
  }

  /** The first, second, … way of each life, `each` of them. */
  function* choose(count: number, from: number, of: { each: number; way: WayOf }): Iterable<Chosen> {
    for (const place of spread(count, { all: lives.length * of.each, from })) {
      const one = lives[place % lives.length];
      if (one === undefined) throw new Error('there is no life');
      yield { ...one, way: of.way(one.life, Math.floor(place / lives.length), one.plain.steps) };
    }
  }

  /** Every life with every step before which one of its workers can die. */
  const deaths = (): readonly Chosen[] =>
    lives.flatMap((one) =>
      ([0, 1] as const).flatMap((worker) =>
        Array.from({ length: one.plain.steps[worker] ?? 0 }, (_, after) => ({
          ...one,
          way: dyingWayOf(one.life, { worker, after }),
        })),
      ),
    );

  it('of every life of a payment the books end as they must where all goes well', () => {
    for (const { life, plain } of lives) {
      const { end, name } = life;
      const { state, wallet, refundedCents, accounts } = plain.books;
      const found: Partial<PaymentBooks> = { state, wallet, refundedCents };
      expect({ name, ...found, aside: accounts['suspense'] ?? 0 }).toEqual({
        name,
        state: end.state,
        wallet: credits(end.wallet),
        refundedCents: end.refundedCents,
        aside: credits(end.aside),
      });
    }
  });

  it(
    'in whatever order, how often and to whom of two workers the news comes, and whoever dies between any two steps, the books are the same',
    async () => {
      const from = seed();
      const count = runs(size(small.orders, lives.length * ordersOfSix));
      const chosen = choose(count, from, { each: ordersOfSix, way: wayOf });
      const { purchases, kills } = await prove(chosen, nameBy(from));
      process.stdout.write(`${lives.length} lives, ${purchases} orders of six deliveries, ${kills} kills\n`);
      expect(kills).toBeGreaterThan(leastOf(purchases, 1 / 3));
    },
    timeout(120_000),
  );

  it(
    'without any news the reconciler alone brings the books to the same end, whenever it looks and whoever dies',
    async () => {
      const from = seed();
      const count = runs(size(small.silences, lives.length * silences));
      const { purchases, kills } = await prove(choose(count, from, { each: silences, way: silentWayOf }), nameBy(from));
      process.stdout.write(`${lives.length} lives, ${purchases} times without news, ${kills} kills\n`);
      expect(kills).toBeGreaterThan(leastOf(purchases, 1 / 4));
    },
    timeout(120_000),
  );

  it(
    'where all comes in its order, a death before any single step of either worker changes nothing',
    async () => {
      const from = seed();
      const all = deaths();
      const chosen = spread(runs(size(small.deaths, all.length)), { all: all.length, from }).flatMap(
        (place) => all[place] ?? [],
      );
      const { purchases, kills } = await prove(chosen, nameBy(from));
      process.stdout.write(`${lives.length} lives, ${purchases} places to die, ${kills} kills\n`);
      // What one worker did in the plain way may fall to the other one.
      expect(kills).toBeGreaterThan(purchases / 2);
    },
    timeout(120_000),
  );
}

/** Places of `all`, `count` of them: from the first on when all are wanted, else spread by the seed. */
function spread(count: number, { all, from }: Spread): readonly number[] {
  return Array.from({ length: count }, (_, index) => (count >= all ? index : (from + index * 7_919) % all));
}

/** Of few all but one may come to their end before anybody dies. */
const leastOf = (purchases: number, share: number): number => (purchases < 100 ? 0 : purchases * share);

function nameBy(from: number): (one: Chosen) => string {
  return ({ life, way: { picks, atOnce, isHurried, doom } }) => {
    const death = doom === null ? 'nobody dies' : `worker ${doom.worker} dies after ${doom.after} steps`;
    return `PROOF_SEED=${from}, ${life.name}, ${picks.join(' ')} by ${atOnce}${isHurried ? ', hurried' : ''}, ${death}`;
  };
}

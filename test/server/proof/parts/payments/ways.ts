// In how many ways the news of one life can come. Six deliveries have 720 orders; where a life has fewer events, some come twice.
import type { Recorded } from './record-life.ts';
import type { Way } from './perform.ts';

export const deliveriesMax = 6;
export const ordersOfSix = 720;

/**
 * The way of this number: the order of its deliveries; which of them come, where there are more than six or fewer; how many come
 * at once; and who dies when. The first 720 are all the orders there are.
 */
export function wayOf(life: Recorded, number: number, steps: readonly number[]): Way {
  const events = life.stages.flatMap((stage) => stage.events).length;
  const turn = number + Math.floor(number / ordersOfSix);
  return {
    picks: permutation(number % ordersOfSix).map((place) => (place + turn) % events),
    atOnce: [1, 2, 3, deliveriesMax][turn % 4] ?? 1,
    isHurried: turn % 3 > 0,
    looksAfter: (stage) => (number >> stage) % 2 === 0,
    doom: doomOf(number, steps),
  };
}

/** No news at all: the reconciler looks after some of the stages and after others not. */
export function silentWayOf(life: Recorded, number: number, steps: readonly number[]): Way {
  const looks = 2 ** (life.stages.length - 1);
  return {
    picks: [],
    atOnce: 1,
    isHurried: false,
    looksAfter: (stage) => ((number % looks) >> stage) % 2 === 1,
    doom: doomOf(number, steps),
  };
}

/** Everything in its order, and one of both dies after so many steps. */
export function dyingWayOf(life: Recorded, doom: Way['doom']): Way {
  return { ...plainWayOf(life), doom };
}

/** Goes round all the steps that the plain way takes. */
function doomOf(number: number, steps: readonly number[]): Way['doom'] {
  const worker = number % 2 === 0 ? 0 : 1;
  return { worker, after: (number * 31) % Math.max(1, steps[worker] ?? 0) };
}

/** Everything in its order and nobody dies. */
export function plainWayOf(life: Recorded): Way {
  const events = life.stages.flatMap((stage) => stage.events);
  return { picks: events.map((_, number) => number), atOnce: 1, isHurried: false, looksAfter: () => true, doom: null };
}

/** The permutation of six of this number, in the order of the factorial number system. */
export function permutation(number: number): readonly number[] {
  const left = Array.from({ length: deliveriesMax }, (_, place) => place);
  const digits = Array.from({ length: deliveriesMax }, (_, place) => {
    const below = deliveriesMax - 1 - place;
    return Math.floor(number / factorial(below)) % (below + 1);
  });
  return digits.flatMap((digit) => left.splice(digit, 1));
}

function factorial(count: number): number {
  return count <= 1 ? 1 : count * factorial(count - 1);
}

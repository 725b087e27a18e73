// What the auditor counts besides money: free messages, messages in a minute, and those of a plan's day and month.
import { type Payer, people, rules } from './auditor-rules.ts';

type Window = { readonly startedAt: number; used: number };
/** What a hold was counted in, so that it can be given back to exactly that. */
export type Counted = readonly { readonly key: string; readonly window: number }[];

const keysOf = (person: number) => [`bucket ${people[person]?.bucket}`, `client ${people[person]?.name}`];
const whoIs = ({ person, by }: Payer) => `${by} ${person}`;
const monthKey = (person: number) => `month ${person}`;

export function createCounts(clock: { readonly now: number }) {
  const free = new Map<string, Window>();
  const minutes = new Map<string, { readonly minute: number; used: number }>();
  const quotas = new Map<string, number>();

  /** A window lasts its time, and is over as well when the clock was put back by as much. */
  function openWindow(key: string): Window | null {
    const window = free.get(key);
    return window !== undefined && Math.abs(clock.now - window.startedAt) < rules.free.windowMs ? window : null;
  }

  function freeLeft(person: number): { readonly left: number; readonly resetsAt: number | null } {
    const lefts = keysOf(person).map((key) => {
      const window = openWindow(key);
      return window === null
        ? { left: rules.free.limit, resetsAt: null }
        : { left: rules.free.limit - window.used, resetsAt: window.startedAt + rules.free.windowMs };
    });
    const left = Math.min(...lefts.map((one) => one.left));
    const resets = lefts.filter((one) => one.left === left).flatMap(({ resetsAt }) => resetsAt ?? []);
    return { left, resetsAt: resets.length === 0 ? null : Math.max(...resets) };
  }

  function minuteOf(payer: Payer): number {
    const counted = minutes.get(whoIs(payer));
    return counted?.minute === Math.floor(clock.now / 60_000) ? counted.used : 0;
  }

  const dayKey = (person: number) => `day ${person} ${Math.floor((clock.now - rules.day.offsetMs) / 86_400_000)}`;

  return {
    freeLeft,
    minuteOf,
    isMinuteFull: (payer: Payer) => minuteOf(payer) >= rules.perMinute[payer.by],
    /** null where no plan counts months. */
    monthLeft: ({ person, by }: Payer) => (by === 'plan' ? rules.month - (quotas.get(monthKey(person)) ?? 0) : null),
    isMonthFull: (person: number) => (quotas.get(monthKey(person)) ?? 0) >= rules.month,
    isDayFull: (person: number) => (quotas.get(dayKey(person)) ?? 0) >= rules.day.amount + rules.day.grace,

    countMinute(payer: Payer): void {
      minutes.set(whoIs(payer), { minute: Math.floor(clock.now / 60_000), used: minuteOf(payer) + 1 });
    },

    /** All are looked at before any is counted: this is called when every one has said yes. */
    count({ person, by }: Payer): Counted {
      if (by === 'wallet' || by === 'purse') return [];
      if (by === 'plan') {
        const keys = [monthKey(person), dayKey(person)];
        for (const key of keys) quotas.set(key, (quotas.get(key) ?? 0) + 1);
        return keys.map((key) => ({ key, window: 0 }));
      }
      return keysOf(person).map((key) => {
        const window = openWindow(key) ?? { startedAt: clock.now, used: 0 };
        window.used += 1;
        free.set(key, window);
        return { key, window: window.startedAt };
      });
    },

    giveBack({ by }: Payer, counted: Counted): void {
      for (const { key, window } of counted) {
        const open = free.get(key);
        if (by === 'plan') quotas.set(key, (quotas.get(key) ?? 0) - 1);
        // A second window may begin at the moment of an older one when the clock was put back: it owes only what it counted.
        else if (open?.startedAt === window) open.used = Math.max(0, open.used - 1);
      }
    },
  };
}

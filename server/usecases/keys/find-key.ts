// Finds out whose money an API key spends. What was found is believed for a few seconds, so that a busy key is not read with every
// request: a key that is revoked stops at once in the process that revokes it, and within those seconds in every other.
import type { ApiKey, KeyHash } from '../../domain/keys/api-key.ts';
import { isKeyOpen, keyBudgets } from '../../domain/keys/api-key.ts';
import { type Calendar, createCalendar } from '../../domain/plans/calendar.ts';
import { hashApiKey } from '../../lib/api-key.ts';
import { brand } from '../../lib/brand.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { KeyStore } from '../../storage/keys/key-store.ts';
import type { UserCaller } from '../caller.ts';

/** A service names the payer itself. */
export type KeyFound = UserCaller | { readonly kind: 'service'; readonly id: string };

export type KeyFinder = {
  /** What was found a moment ago; null: it has to be asked for. */
  recall(key: string): KeyFound | null;
  /** null: unknown, revoked or expired. */
  find(key: string): Promise<KeyFound | null>;
  /** The same by its SHA-256, as a service sends it. */
  findHash(hash: string): Promise<KeyFound | null>;
  /** Believes nothing any more that was found before. */
  forget(): void;
};

type Deps = {
  readonly storage: Pick<KeyStore, 'readKey' | 'noteKeyUse'>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
};

type Known = { readonly key: ApiKey; readonly until: number; notedAt: number };

const believedMs = 3_000;
const rememberedMax = 16_384;
/** The use of a key is written down this often at the most. */
const notedEveryMs = 10 * 60_000;

export function createKeyFinder({ storage, clock, log }: Deps): KeyFinder {
  const calendar = createCalendar();
  const remembered = new Map<KeyHash, Known>();
  /** A key that was read before something was revoked must not be remembered after it. */
  const state = { generation: 0 };

  /** The one that was read the longest ago goes first. */
  function remember(hash: KeyHash, known: Known): void {
    remembered.delete(hash);
    const [oldest] = remembered.keys();
    if (oldest !== undefined && remembered.size >= rememberedMax) remembered.delete(oldest);
    remembered.set(hash, known);
  }

  function noteUse(known: Known, now: number): void {
    if (now < known.notedAt + notedEveryMs) return;
    known.notedAt = now;
    const { id } = known.key;
    storage.noteKeyUse({ id, at: now, unlessSince: now - notedEveryMs }).catch((err: unknown) => {
      log.warn({ key: id, err }, 'the use of an API key could not be noted');
    });
  }

  function used(known: Known, now: number): KeyFound {
    noteUse(known, now);
    return foundOf(known.key, { now, calendar });
  }

  async function findHash(hash: KeyHash): Promise<KeyFound | null> {
    const { generation } = state;
    const key = await storage.readKey(hash);
    const now = clock.now();
    if (key === null || !isKeyOpen(key, now)) return null;
    const notedAt = Math.max(key.lastUsedAt ?? 0, remembered.get(hash)?.notedAt ?? 0);
    const known: Known = { key, until: now + believedMs, notedAt };
    if (state.generation === generation) remember(hash, known);
    return used(known, now);
  }

  return {
    recall(key) {
      const known = remembered.get(hashOf(key));
      const now = clock.now();
      // A clock that was put back must not make anything last longer.
      if (known === undefined || now >= known.until || known.until - now > believedMs) return null;
      return isKeyOpen(known.key, now) ? used(known, now) : null;
    },
    find: (key) => findHash(hashOf(key)),
    findHash: (hash) => findHash(brand(hash)),
    forget() {
      state.generation += 1;
      remembered.clear();
    },
  };
}

function hashOf(key: string): KeyHash {
  return brand(hashApiKey(key));
}

/** A person's key spends as they would; a team's key spends what is the team's, and never a member's own. */
function foundOf(key: ApiKey, at: { readonly now: number; readonly calendar: Calendar }): KeyFound {
  const { id, owner, models } = key;
  if (owner.kind === 'service') return { kind: 'service', id };
  const use = { id, models, budgets: keyBudgets(key, at) };
  const who = { kind: 'user', plan: null, key: use } as const;
  return owner.kind === 'user'
    ? { ...who, subject: owner.user, scope: 'user', user: owner.user, org: null }
    : { ...who, subject: owner.team, scope: 'org', user: owner.member, org: owner.team };
}

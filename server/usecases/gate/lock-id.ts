// The ids of locks: of the hold behind one, which is made of the id that the service gave, and of the lock itself, which finds it again.
import type { HoldId } from '../../contract/holds/holds.ts';
import type { HolderKey, HoldRef } from '../../domain/holds/hold.ts';
import { brand } from '../../lib/brand.ts';
import { tryId } from '../holds/try-id.ts';

/** The hold of the lock that is asked for under this id, whoever asks. */
export function holdIdOf(id: string): HoldId {
  return tryId(`gate\n${id}`);
}

const holderPrefix = 'gate:';

/** `digest` is the hash of the whole request, so that another request under the same id counts as another holder's. */
export function lockHolder(digest: string): HolderKey {
  return brand(`${holderPrefix}${digest}`);
}

/** Opaque to services. It holds what finds the lock again, so that a service's next API key can end what its last one began. */
export function lockIdOf({ id, holder }: HoldRef): string {
  return `${id}.${holder.slice(holderPrefix.length)}`;
}

/** null: it is none. */
export function lockIn(lockId: string): HoldRef | null {
  const [, id, digest] = /^([0-9a-f-]{36})\.([A-Za-z0-9_-]{22})$/.exec(lockId) ?? [];
  return id === undefined || digest === undefined ? null : { id: brand(id), holder: lockHolder(digest) };
}

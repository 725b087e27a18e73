// The ids under which an answer is held. A key of the caller's own leads to the same ids every time, so that a repeat is never
// charged twice; a try that was not charged may be followed by another.
import { HoldId } from '../../contract/holds/holds.ts';
import type { HolderKey } from '../../domain/holds/hold.ts';
import { triesMax, tryId } from '../holds/try-id.ts';

export type HostedIds = { readonly tries: number; at(attempt: number): HoldId };

/** `key`: the request's Idempotency-Key; null: it has none. A key that is a UUID becomes the first id. */
export function hostedIds(
  key: string | null,
  { holder, newId }: { readonly holder: HolderKey; readonly newId: () => string },
): HostedIds {
  if (key === null) {
    const id = HoldId.parse(newId());
    return { tries: 1, at: () => id };
  }
  const own = HoldId.safeParse(key);
  if (own.success) return triesOf(own.data, holder);
  return { tries: triesMax, at: (attempt) => tryId(`hosted\n${holder}\n${attempt}\n${key}`) };
}

/** The ids that follow one which was named in an address or a key. */
export function triesOf(first: HoldId, holder: HolderKey): HostedIds {
  return {
    tries: triesMax,
    at: (attempt) => (attempt === 0 ? first : tryId(`hosted\n${holder}\n${attempt}\n${first}`)),
  };
}

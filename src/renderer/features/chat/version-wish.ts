// The version of a message that was just asked for, so that the row which shows it can take the focus over.
import type { MessageId } from '../../../preload/contract/ids.ts';

export type Side = 'previous' | 'next';
export type VersionWish = {
  readonly put: (id: MessageId, side: Side) => void;
  /** By which button it was asked for; once. */
  readonly take: (id: MessageId | undefined) => Side | null;
};

export function createVersionWish(): VersionWish {
  let asked: { readonly id: MessageId; readonly side: Side } | null = null;
  return {
    put: (id, side) => {
      asked = { id, side };
    },
    take: (id) => {
      if (asked === null || asked.id !== id) return null;
      const { side } = asked;
      asked = null;
      return side;
    },
  };
}

// Whether the reader is at the end of what there is, and whether they left it. Pure; in pixels.

export type ScrollPlace = { readonly scrollTop: number; readonly scrollHeight: number; readonly clientHeight: number };

/** Within this of the end, new words carry the page along. */
export const stickPx = 24;
/** Farther than this from the end, a way back is offered. */
const farPx = 160;

export function distanceFromEnd(place: ScrollPlace): number {
  return Math.max(0, place.scrollHeight - place.scrollTop - place.clientHeight);
}

/** With a dead band between, so that the button does not flicker while text streams in. */
export function offersJump(place: ScrollPlace, isOffered: boolean): boolean {
  const distance = distanceFromEnd(place);
  return isOffered ? distance > stickPx : distance > farPx;
}

/**
 * Whether one is at the end after a scroll. Whoever was there stays there until they move up: what grew, or a window that became
 * lower, also puts a distance between them and the end, and is made up for. A browser tells of several changes of size at once, so
 * a place further up in a page of another size is a move only where a hand was at work.
 */
export function staysAtEnd({ wasAtEnd, before, now, isByHand }: Scroll): boolean {
  if (distanceFromEnd(now) <= stickPx) return true;
  const isSameSize = now.scrollHeight === before.scrollHeight && now.clientHeight === before.clientHeight;
  const isFurtherUp = now.scrollTop < before.scrollTop - 1 && now.scrollHeight >= before.scrollHeight;
  return wasAtEnd && !(isFurtherUp && (isByHand || isSameSize));
}

export type Scroll = {
  readonly wasAtEnd: boolean;
  readonly before: ScrollPlace;
  readonly now: ScrollPlace;
  /** A wheel, a finger, a key or the scrollbar moved it. */
  readonly isByHand: boolean;
};

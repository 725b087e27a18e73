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
 * lower, also puts a distance between them and the end, and is made up for.
 */
export function staysAtEnd(wasAtEnd: boolean, before: ScrollPlace, now: ScrollPlace): boolean {
  if (distanceFromEnd(now) <= stickPx) return true;
  const movedUp = now.scrollTop < before.scrollTop - 1 && now.scrollHeight >= before.scrollHeight;
  return wasAtEnd && !movedUp;
}

// Pictures that an answer carries in itself. Nothing is fetched for them, so that they can be shown at once. Pure.

/** Of the address, in UTF-16 units: a picture of about a megabyte and a half. */
export const dataImageMax = 2_000_000;

/** Pixels alone: a drawing such as SVG could bring text and styles of its own. */
const picture = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+={0,2}$/;

/** The address of such a picture; null where it is none, or too large. */
export function dataImage(src: unknown): string | null {
  return typeof src === 'string' && src.length <= dataImageMax && picture.test(src) ? src : null;
}

// What tells the parts of a bar apart where the system forces its colours: each a drawing of its own in the one colour of words.

/** Of one tile, in pixels. A whole number of lines and dots fits into it, so that tiles join. */
const tilePx = 8;

export type PatternColours = { readonly ink: string; readonly ground: string };

type Draw = (context: CanvasRenderingContext2D) => void;

/** By the number of a colour, from 1. The last is the ground alone: its bars are seen by their edges. */
const drawings: readonly Draw[] = [
  (context) => context.fillRect(0, 0, tilePx, tilePx),
  (context) => [0, 4].forEach((at) => context.fillRect(0, at, tilePx, 2)),
  (context) => [0, 4].forEach((at) => context.fillRect(at, 0, 2, tilePx)),
  (context) => [1, 5].forEach((at) => [1, 5].forEach((down) => context.fillRect(at, down, 2, 2))),
  slanted,
  () => undefined,
];

/** One tile of what fills the parts of this colour. It hides what is drawn beneath it. */
export function patternTile(colour: number, { ink, ground }: PatternColours): HTMLCanvasElement {
  const tile = document.createElement('canvas');
  tile.width = tilePx;
  tile.height = tilePx;
  const context = tile.getContext('2d');
  if (context === null) return tile;
  context.fillStyle = ground;
  context.fillRect(0, 0, tilePx, tilePx);
  context.fillStyle = ink;
  drawings[(colour - 1) % drawings.length]?.(context);
  return tile;
}

/** In steps: a drawn line would have soft edges of further colours. */
function slanted(context: CanvasRenderingContext2D): void {
  for (let at = 0; at < tilePx; at += 1)
    for (const left of [at, at - tilePx]) context.fillRect(left, tilePx - 1 - at, 3, 1);
}

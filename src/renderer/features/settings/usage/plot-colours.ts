// The colours of a plot as the page has them now: those of its tokens, or the system's, in patterns, where it forces its own.
import { patternTile } from './plot-patterns.ts';
import type { Group } from './usage-series.ts';

export type PlotColours = {
  readonly ink: string;
  readonly line: string;
  /** Between the parts of a bar. */
  readonly edge: string;
  readonly font: string;
  readonly fill: (group: Group) => string | CanvasPattern;
};

/** What a variable stands for is only known of something that has it as its colour. */
export function plotColours(groups: readonly Group[], isForced: boolean): PlotColours {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const colour = (value: string): string => {
    probe.style.color = value;
    return getComputedStyle(probe).color;
  };
  const forced = (system: string, name: string): string => colour(isForced ? system : `var(--color-${name})`);
  const tiles = { ink: colour('CanvasText'), ground: colour('Canvas') };
  const fills = new Map(
    groups.map(({ colour: n }) => [n, isForced ? tiled(n, tiles) : colour(`var(--color-plot-${String(n)})`)]),
  );
  const colours = {
    ink: forced('CanvasText', 'ink-3'),
    line: forced('GrayText', 'line'),
    edge: forced('CanvasText', 'float'),
    font: getComputedStyle(document.body).fontFamily,
    fill: ({ colour: n }: Group) => fills.get(n) ?? '',
  };
  probe.remove();
  return colours;
}

function tiled(colour: number, colours: Parameters<typeof patternTile>[1]): string | CanvasPattern {
  const tile = patternTile(colour, colours);
  return tile.getContext('2d')?.createPattern(tile, 'repeat') ?? colours.ink;
}

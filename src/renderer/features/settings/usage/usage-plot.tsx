// A plot of bars, one a day or a month, in parts by model or place. For those who do not see it, it is a picture with a name.
import { useEffect, useEffectEvent, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { UsageReport } from '../../../../preload/contract/usage.ts';
import { useForcedColors, useThemeNow } from '../../../ui/use-theme.ts';
import { words } from '../../../words.ts';
import { plotColours } from './plot-colours.ts';
import type { Group, Measure, Series } from './usage-series.ts';
import { amountOf, sayShortDay } from './usage-words.ts';

type UsagePlotProps = {
  readonly label: string;
  readonly unit: UsageReport['unit'];
  readonly measure: Measure;
  readonly series: Series;
  readonly groups: readonly Group[];
  /** The day or month under the pointer, by its place; null: none. */
  readonly onPoint: (index: number | null) => void;
};

const heightPx = 168;

export function UsagePlot({ label, unit, measure, series, groups, onPoint }: UsagePlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const theme = useThemeNow();
  const isForced = useForcedColors();
  const point = useEffectEvent((index: number | null) => onPoint(index));
  useEffect(() => {
    const host = box.current;
    if (host === null) return;
    const plot = new uPlot(
      optionsFor({ width: host.clientWidth, unit, series, groups, isForced, point }),
      stacked(series, measure),
      host,
    );
    const observer = new ResizeObserver(() => plot.setSize({ width: host.clientWidth, height: heightPx }));
    observer.observe(host);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
    // The colours are read from the page, which has others in another theme.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [unit, measure, series, groups, isForced, theme]);
  return (
    <div ref={box} role="img" aria-label={label} className="w-full overflow-hidden" style={{ height: heightPx }} />
  );
}

/** A part is drawn from the ground up, under all that stand beneath it: the last group, which is topmost, comes first. */
function stacked({ slots, values }: Series, measure: Measure): uPlot.AlignedData {
  const sums: number[][] = [];
  let below = slots.map(() => 0);
  for (const own of values) {
    below = below.map((sum, index) => sum + (own[index] ?? 0));
    sums.push(below.map((sum) => amountOf(measure, sum)));
  }
  return [slots.map((_, index) => index), ...sums.toReversed()];
}

type Drawn = Pick<UsagePlotProps, 'unit' | 'series' | 'groups'> & {
  readonly width: number;
  readonly isForced: boolean;
  readonly point: (index: number | null) => void;
};

function optionsFor({ width, unit, series, groups, isForced, point }: Drawn): uPlot.Options {
  const { slots } = series;
  const colours = plotColours(groups, isForced);
  const bars = uPlot.paths.bars?.({ size: [0.75, 40, 1], gap: slots.length > 60 ? 0 : 1 });
  const axis = { stroke: colours.ink, font: `11px ${colours.font}`, ticks: { show: false } };
  return {
    width,
    height: heightPx,
    padding: [8, 20, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: () => [-0.5, slots.length - 0.5] },
      y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.06 : 1] },
    },
    axes: [
      {
        ...axis,
        size: 26,
        grid: { show: false },
        splits: () => marks(slots.length, width),
        values: (_plot, at) => at.map((index) => sayShortDay(slots[index] ?? '', unit)),
      },
      {
        ...axis,
        size: (plot, values) => 12 + Math.max(0, ...(values ?? []).map((text) => widthOf(plot, text, colours.font))),
        grid: { stroke: colours.line, width: 1 },
        space: 36,
        values: (_plot, at) => at.map((value) => words.formats.count(value)),
      },
    ],
    series: [
      {},
      ...groups.toReversed().map((group) => ({
        label: group.name,
        fill: colours.fill(group),
        stroke: colours.edge,
        width: isForced ? 1 : 0,
        points: { show: false },
        ...(bars === undefined ? {} : { paths: bars }),
      })),
    ],
    hooks: { setCursor: [(plot) => point(plot.cursor.idx ?? null)] },
  };
}

const markPx = 90;

/** As many as there is room for, evenly apart, and the last one always. */
function marks(count: number, width: number): number[] {
  const room = Math.max(1, Math.floor(width / markPx));
  const step = Math.max(1, Math.ceil(count / room));
  const found: number[] = [];
  for (let at = count - 1; at >= 0; at -= step) found.unshift(at);
  return found;
}

function widthOf({ ctx }: uPlot, text: string, font: string): number {
  ctx.save();
  ctx.font = `11px ${font}`;
  const { width } = ctx.measureText(text);
  ctx.restore();
  return width;
}

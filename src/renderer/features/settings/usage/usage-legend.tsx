// Which colour is which model or place; where the system forces its colours, which pattern.
import { useLayoutEffect, useRef } from 'react';
import { useForcedColors, useThemeNow } from '../../../ui/use-theme.ts';
import { patternTile } from './plot-patterns.ts';
import type { Group } from './usage-series.ts';

export function UsageLegend({ groups }: { readonly groups: readonly Group[] }) {
  const isForced = useForcedColors();
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1.5 text-sm">
      {groups.map(({ key, name, colour }) => (
        <li key={key} className="flex min-w-0 items-center gap-1.5">
          {isForced ? (
            <Pattern colour={colour} />
          ) : (
            <span
              aria-hidden="true"
              className="size-2.5 shrink-0 rounded-[3px]"
              style={{ background: `var(--color-plot-${String(colour)})` }}
            />
          )}
          <span className="min-w-0 wrap-anywhere" dir="auto">
            {name}
          </span>
        </li>
      ))}
    </ul>
  );
}

const sidePx = 16;

function Pattern({ colour }: { readonly colour: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useThemeNow();
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (canvas.current === null || !context) return;
    const { color: ink, backgroundColor: ground } = getComputedStyle(canvas.current);
    const fill = context.createPattern(patternTile(colour, { ink, ground }), 'repeat');
    context.fillStyle = fill ?? ink;
    context.fillRect(0, 0, sidePx, sidePx);
    context.strokeStyle = ink;
    context.strokeRect(0.5, 0.5, sidePx - 1, sidePx - 1);
    // The colours are read from the page, which has others in another theme.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [colour, theme]);
  return (
    <canvas
      ref={canvas}
      aria-hidden="true"
      width={sidePx}
      height={sidePx}
      className="size-4 shrink-0"
      style={{ color: 'CanvasText', backgroundColor: 'Canvas' }}
    />
  );
}

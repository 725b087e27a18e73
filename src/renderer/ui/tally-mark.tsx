// The tally mark: four strokes and a slash. Logo, empty state, waiting sign, and what credits are counted in.
import type { CSSProperties } from 'react';
import { cx } from './cx.ts';

/** Slightly uneven, as cut by hand; the fifth crosses the four. */
const strokes = [
  'M6.4 5.2 6 18.8',
  'M10.3 4.9 10.2 19.1',
  'M14.2 5.1 14.4 19',
  'M18 4.8 18.4 18.7',
  'M3.2 16.6 21 8',
] as const;

type TallyMarkProps = {
  /** How many of the five are cut. */
  readonly count?: number;
  /** Pixels where text has its usual size; it grows with the text. */
  readonly size?: number;
  /** Draws itself over and over. */
  readonly isDrawing?: boolean;
  /** Uncut strokes stay visible, faintly. */
  readonly showsRest?: boolean;
  readonly className?: string;
};

export function TallyMark({ count = 5, size = 24, isDrawing = false, showsRest = false, className }: TallyMarkProps) {
  return (
    <svg
      aria-hidden="true"
      width={`${size / 16}rem`}
      height={`${size / 16}rem`}
      viewBox="0 0 24 24"
      fill="none"
      strokeWidth={size >= 40 ? 1.5 : 1.9}
      strokeLinecap="round"
      className={cx('shrink-0', isDrawing && 'tally-draw', className)}
    >
      {strokes.map((path, index) => {
        const isCut = index < count;
        if (!isCut && !showsRest) return null;
        const style: CSSProperties & Record<'--tally-index', number> = { '--tally-index': index };
        return (
          <path
            key={path}
            d={path}
            pathLength={1}
            style={style}
            className={cx(index === 4 && isCut ? 'stroke-accent' : 'stroke-current', !isCut && 'opacity-20')}
          />
        );
      })}
    </svg>
  );
}

/** A number in tally marks, five to a mark; at most `marksMax` marks, so pass what fits. */
export function TallyCount({
  count,
  total,
  size = 16,
  marksMax = 4,
}: {
  readonly count: number;
  readonly total: number;
  readonly size?: number;
  readonly marksMax?: number;
}) {
  const marks = Math.min(marksMax, Math.ceil(Math.max(total, count) / 5));
  return (
    <span aria-hidden="true" className="inline-flex items-center gap-1">
      {Array.from({ length: marks }, (_, index) => (
        <TallyMark key={index} size={size} count={Math.max(0, Math.min(5, count - index * 5))} showsRest />
      ))}
    </span>
  );
}

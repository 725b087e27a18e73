// Which colour is which model or place.
import type { Group } from './usage-series.ts';

export function UsageLegend({ groups }: { readonly groups: readonly Group[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1.5 text-sm">
      {groups.map(({ key, name, colour }) => (
        <li key={key} className="flex min-w-0 items-center gap-1.5">
          <span
            aria-hidden="true"
            className="size-2.5 shrink-0 rounded-[3px]"
            style={{ background: `var(--color-plot-${String(colour)})` }}
          />
          <span className="min-w-0 wrap-anywhere" dir="auto">
            {name}
          </span>
        </li>
      ))}
    </ul>
  );
}

// The waiting sign: the tally mark drawing itself. It says what is waited for.
import { TallyMark } from './tally-mark.tsx';
import { VisuallyHidden } from './visually-hidden.tsx';
import { words } from '../words.ts';

/** `label` null: something beside it already speaks. */
export function Spinner({
  size = 20,
  label = words.page.loading,
}: {
  readonly size?: number;
  readonly label?: string | null;
}) {
  return (
    <span className="inline-flex" role={label === null ? undefined : 'status'}>
      <TallyMark size={size} isDrawing />
      {label === null ? null : <VisuallyHidden>{label}</VisuallyHidden>}
    </span>
  );
}

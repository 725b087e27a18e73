// A name that does not fit loses its middle, for its end says as much as its beginning: the tag of a model, the version.
import { cx } from './cx.ts';

/** Shorter names are left whole. */
const wholeMax = 18;
const plainEnd = 8;
const tagMax = 14;

/** The end that stays: from the last separator on, where that is not too long. Joined the two are the name. */
export function splitName(name: string): readonly [string, string] {
  if (name.length <= wholeMax) return [name, ''];
  const separator = Math.max(name.lastIndexOf(':'), name.lastIndexOf('@'));
  const length = name.length - separator;
  const kept = separator > 0 && length <= tagMax ? length : plainEnd;
  return [name.slice(0, -kept), name.slice(-kept)];
}

export function MiddleText({ text, className }: { readonly text: string; readonly className?: string }) {
  const [start, end] = splitName(text);
  return (
    <span dir="ltr" className={cx('flex min-w-0', className)}>
      <span className={cx('truncate', end !== '' && 'min-w-[1.6em]')}>{start}</span>
      {end === '' ? null : <span className="shrink-0 whitespace-pre">{end}</span>}
    </span>
  );
}

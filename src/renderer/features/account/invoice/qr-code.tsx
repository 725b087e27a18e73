// A QR code as one drawn path: dark on white with its quiet zone in both themes, because cameras want it so.
import QRCode from 'qrcode';
import { useMemo, type ReactNode } from 'react';
import { cx } from '../../../ui/cx.ts';

/** In modules; the standard asks for four. */
const quiet = 4;

/** `label`: what the code is, for who does not see it. null: the text is too long for a code. */
export function QrCode({
  text,
  label,
  className,
}: {
  readonly text: string;
  readonly label: string;
  readonly className?: string;
}): ReactNode {
  const code = useMemo(() => drawCode(text), [text]);
  if (code === null) return null;
  const side = code.size + 2 * quiet;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`${-quiet} ${-quiet} ${side} ${side}`}
      shapeRendering="crispEdges"
      className={cx('block aspect-square rounded-lg bg-scan-paper forced-color-adjust-none', className)}
    >
      <path d={code.path} className="fill-scan-ink" />
    </svg>
  );
}

/** Dark modules, run by run. */
function drawCode(text: string): { readonly size: number; readonly path: string } | null {
  try {
    const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
    const { size } = modules;
    const rows = Array.from({ length: size }, (_, y) => drawRow(size, (x) => modules.get(y, x) !== 0, y));
    return { size, path: rows.join('') };
  } catch {
    // Longer than any code can hold; the address beside it can still be copied.
    return null;
  }
}

function drawRow(size: number, isDark: (x: number) => boolean, y: number): string {
  let path = '';
  for (let x = 0; x < size; x += 1) {
    if (!isDark(x)) continue;
    const from = x;
    while (x + 1 < size && isDark(x + 1)) x += 1;
    path += `M${from} ${y}h${x + 1 - from}v1h-${x + 1 - from}z`;
  }
  return path;
}

// A QR code as markup, drawn here so that no page needs a script or a picture from elsewhere for it.
import QRCode from 'qrcode';
import { html, type Html } from './html.ts';

/** Dark on white with its quiet zone, also by night: cameras want it so. `name` is what a screen reader says. */
export function qrCode(text: string, name: string): Html {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  const { size } = modules;
  const rows = Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (_, x) => (modules.get(y, x) === 0 ? '' : `M${x} ${y}h1v1h-1z`)).join(''),
  );
  const quiet = 4;
  return html`<svg
    class="qr"
    role="img"
    aria-label="${name}"
    viewBox="${-quiet} ${-quiet} ${size + 2 * quiet} ${size + 2 * quiet}"
    shape-rendering="crispEdges"
  >
    <path fill="#fff" d="M${-quiet} ${-quiet}h${size + 2 * quiet}v${size + 2 * quiet}h-${size + 2 * quiet}z" />
    <path fill="#000" d="${rows.join('')}" />
  </svg>`;
}

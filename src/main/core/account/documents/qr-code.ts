// A QR code as markup, so that a document needs no picture from elsewhere.
import QRCode from 'qrcode';
import { markup, type Markup } from '../markup.ts';

/** Modules of white around it, without which cameras do not find it. */
const quiet = 4;

/** Dark on white, also by night. `name` is what a screen reader says. */
export function qrCode(text: string, name: string): Markup {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'Q' });
  const { size } = modules;
  const lines: string[] = [];
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) if (modules.get(y, x) !== 0) lines.push(`M${x} ${y}h1v1h-1z`);
  }
  const side = size + 2 * quiet;
  return markup`<svg class="qr" role="img" aria-label="${name}" viewBox="${-quiet} ${-quiet} ${side} ${side}" shape-rendering="crispEdges">
<rect x="${-quiet}" y="${-quiet}" width="${side}" height="${side}" fill="#fff"/><path fill="#000" d="${lines.join('')}"/></svg>`;
}

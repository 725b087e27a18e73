// What the page may load, and by which carrier it is told to reach the core. The same rules in both shells.

export type CarrierKind = 'port' | 'socket';

/** `frames`: origins that may be shown inside the page, besides none. */
export function contentSecurityPolicy(allowed: {
  readonly connect: readonly string[];
  readonly frames: readonly string[];
}): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    // Radix and the code highlighter set style attributes; no style may come from elsewhere.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "media-src 'self' blob:",
    ["connect-src 'self'", ...allowed.connect].join(' '),
    `frame-src ${allowed.frames.length === 0 ? "'none'" : allowed.frames.join(' ')}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Headers of everything that is served to the page, besides the policy above. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  // A browser would look up the host of every link in an answer before anybody follows it.
  'x-dns-prefetch-control': 'off',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
};

/** The page reads its carrier from this tag; whichever the built file names is replaced. */
export function withCarrier(html: string, carrier: CarrierKind): string {
  const tag = `<meta name="tallystick-carrier" content="${carrier}" />`;
  const existing = /<meta\s[^>]*name="tallystick-carrier"[^>]*>/;
  return existing.test(html) ? html.replace(existing, tag) : html.replace('<head>', `<head>${tag}`);
}

// Reads the colours from tokens.css and computes their contrast as WCAG 2.2 defines it, by day and by night.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

type Theme = 'day' | 'night';
type Rgb = readonly [number, number, number];

const css = readFileSync(new URL('../../../src/renderer/styles/tokens.css', import.meta.url), 'utf8');
const colours = readColours(css);

const grounds = ['sunken', 'paper', 'raised', 'float'] as const;
const words: readonly (readonly [ink: string, ground: string])[] = [
  ...grounds.flatMap((ground) =>
    ['ink', 'ink-2', 'ink-3', 'accent', 'accent-ink', 'positive', 'warning', 'danger'].map(
      (ink) => [ink, ground] as const,
    ),
  ),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-danger', 'danger'],
  ['accent-ink', 'accent-soft'],
  ['paper', 'ink'],
  ...['positive', 'warning', 'danger'].flatMap((tone) => [
    [tone, `${tone}-soft`] as const,
    ['ink', `${tone}-soft`] as const,
    ['ink-2', `${tone}-soft`] as const,
  ]),
  ...['ink', 'comment', 'keyword', 'string', 'number', 'function', 'type', 'parameter', 'punctuation'].map(
    (part) => [part === 'ink' ? 'code-ink' : `code-${part}`, 'code'] as const,
  ),
];
const shapes: readonly (readonly [string, string])[] = grounds.flatMap((ground) => [
  ['edge', ground] as const,
  ['focus', ground] as const,
  ...[1, 2, 3, 4, 5, 6].map((n) => [`plot-${String(n)}`, ground] as const),
]);

describe.each(['day', 'night'] as const)('by %s', (theme) => {
  test.each(words)('words in %s on %s have a contrast of at least 4.5', (ink, ground) => {
    expect(contrast(colour(ink, theme), colour(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });

  test('a QR code is dark on light, with a contrast that any camera reads', () => {
    expect(contrast(colour('scan-ink', theme), colour('scan-paper', theme))).toBeGreaterThanOrEqual(15);
    expect(luminance(colour('scan-paper', theme))).toBeGreaterThan(luminance(colour('scan-ink', theme)));
  });

  test.each(shapes)('the shape %s on %s has a contrast of at least 3', (shape, ground) => {
    expect(contrast(colour(shape, theme), colour(ground, theme))).toBeGreaterThanOrEqual(3);
  });
});

function readColours(source: string): ReadonlyMap<string, Readonly<Record<Theme, string>>> {
  const found = new Map<string, Readonly<Record<Theme, string>>>();
  for (const [, name = '', day = '', night = ''] of source.matchAll(
    /--color-([a-z0-9-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)/g,
  ))
    found.set(name, { day, night });
  return found;
}

function colour(name: string, theme: Theme): Rgb {
  const hex = colours.get(name)?.[theme];
  if (hex?.length !== 7) throw new Error(`tokens.css has no opaque colour named ${name}`);
  return [
    Number.parseInt(hex.slice(1, 3), 16),
    Number.parseInt(hex.slice(3, 5), 16),
    Number.parseInt(hex.slice(5, 7), 16),
  ];
}

function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((channel) =>
    channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

function contrast(a: Rgb, b: Rgb): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

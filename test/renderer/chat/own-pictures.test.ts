// Pictures that an answer carries in itself are shown; whatever else claims to be one is not.
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { dataImage, dataImageMax } from '../../../src/renderer/features/chat/markdown/data-image.ts';
import { Markdown } from '../../../src/renderer/features/chat/markdown/markdown.tsx';

const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const png = `data:image/png;base64,${dot}`;

const draw = (text: string, isLive = false): string => renderToStaticMarkup(createElement(Markdown, { text, isLive }));

test('one is drawn with its name, and only once it is whole', () => {
  expect(draw(`![A dot](${png})`)).toContain(`<img src="${png}" alt="A dot"`);
  expect(draw(`![](${png})`)).toContain('alt="A picture"');
  expect(draw(`![A dot](${png})`, true)).not.toContain('<img');
});

test.each([
  'data:image/svg+xml;base64,PHN2Zy8+',
  'data:text/html;base64,PHA+',
  'data:image/png,plain',
  'data:image/png;base64,a"b',
  'https://evil.example/a.png',
  undefined,
])('%s is none', (src) => {
  expect(dataImage(src)).toBeNull();
  if (src !== undefined) expect(draw(`![x](${src})`)).not.toContain('<img');
});

test('one that is too large is named in its place', () => {
  const large = `data:image/png;base64,${'A'.repeat(dataImageMax)}`;
  expect(dataImage(large)).toBeNull();
  expect(dataImage(large.slice(0, dataImageMax))).not.toBeNull();
});

// Raw HTML in an answer is words, and stands apart from what surrounds it.
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Markdown } from '../../../src/renderer/features/chat/markdown/markdown.tsx';

const draw = (text: string, isLive = false): string => renderToStaticMarkup(createElement(Markdown, { text, isLive }));

test('an element around a table is shown as paragraphs of its own, before and after', () => {
  const page = draw('<details>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n</details>');
  expect(page).toMatch(/<p[^>]*>&lt;details&gt;<\/p>/);
  expect(page).toMatch(/<p[^>]*>&lt;\/details&gt;<\/p>/);
});

test.each([true, false])('no element of the answer becomes one of the page (live: %s)', (isLive) => {
  const text =
    'Before <b onclick="x()">bold</b>\n\n<script>steal()</script>\n\n<img src=x onerror=y>\n\n<div><p>in</p></div>';
  const page = draw(text, isLive);
  expect(page).not.toMatch(/<(script|img|b)[\s>]/);
  expect(page).toContain('&lt;script&gt;steal()&lt;/script&gt;');
});

// Raw HTML in an answer is words, and stands apart from what surrounds it.
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { fetchMath } from '../../../src/renderer/features/chat/markdown/math-part.ts';
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

const attacks = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<a href="javascript:alert(1)">x</a>',
  '<details open ontoggle=alert(1)>',
  '<style>* { background: url(https://evil.example) }</style>',
  '<base href="https://evil.example/"><form action="/x"><input name=a></form>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '<object data="data:text/html,<script>alert(1)</script>"></object><embed src="x">',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  '<!--><img src=x onerror=alert(1)>-->',
  '[x](javascript:alert(1)) [y](JaVaScRiPt:alert(1)) [z](&#106;avascript:alert(1)) [w](java\tscript:alert(1))',
  '[x](data:text/html;base64,PHNjcmlwdD4=) [y](vbscript:x) [z](file:///etc/passwd) <javascript:alert(1)>',
  '![x](javascript:alert(1)) ![y](https://evil.example/a.png) ![z](data:image/svg+xml,<svg onload=alert(1)>)',
  '[x]: javascript:alert(1)\n\n[x] and ![x][x]',
  '`<img src=x onerror=alert(1)>` and\n\n```html\n<script>alert(1)</script>\n```',
  '```"><script>alert(1)</script>\nx\n```',
  '```js onload=alert(1)\nx\n```',
  '| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |',
  '[^<script>]\n\n[^<script>]: <img src=x onerror=alert(1)>',
  '$$\\href{javascript:alert(1)}{x}$$ and $$\\htmlData{onclick=alert(1)}{x}$$ and $$\\includegraphics{https://evil.example/a}$$',
  '# <a name=x onclick=alert(1)>h</a>',
  '- [ ] <input type=image src=x onerror=alert(1)>',
];

const foreign =
  /^(?:script|img|iframe|object|embed|style|form|base|meta|link|details|video|audio|frame|textarea|select)$/;

test.each(attacks)('nothing of this runs, loads or leads anywhere by itself: %j', async (text) => {
  await fetchMath();
  for (const isLive of [false, true])
    for (let end = isLive ? 1 : text.length; end <= text.length; end += 1) {
      const tags = [...draw(text.slice(0, end), isLive).matchAll(/<([a-z][a-z0-9]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>/gi)];
      expect(tags.map(([, name = '']) => name).filter((name) => foreign.test(name))).toEqual([]);
      const attributes = tags.flatMap(([, , rest = '']) => [...rest.matchAll(/\s([a-z-]+)="([^"]*)"/gi)]);
      const bad = attributes.filter(
        ([, name = '', value = '']) =>
          name.startsWith('on') ||
          ['src', 'srcset', 'srcdoc', 'action', 'formaction', 'data', 'background'].includes(name) ||
          (name.endsWith('href') && !/^(?:https?:|mailto:|#)/.test(value)) ||
          (name === 'style' && /url\(/i.test(value)),
      );
      expect(bad.map(([all]) => all)).toEqual([]);
    }
});

// What an answer looks like, from what models write.
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { beforeAll, describe, expect, test } from 'vitest';
import { fetchMath } from '../../../src/renderer/features/chat/markdown/math-part.ts';
import { Markdown } from '../../../src/renderer/features/chat/markdown/markdown.tsx';
import { plainMarkdown } from '../../../src/renderer/features/chat/markdown/plain-markdown.ts';
import { createSplitter } from '../../../src/renderer/features/chat/markdown/split-blocks.ts';
import { samples } from './markdown-samples.ts';

beforeAll(fetchMath);

const draw = (text: string, isLive = false): string => renderToStaticMarkup(createElement(Markdown, { text, isLive }));

/** The sources of the formulas that were set, in order. */
const formulas = (page: string): readonly string[] =>
  [...page.matchAll(/<annotation[^>]*>([^<]*)<\/annotation>/g)].map(([, source = '']) => source);

/** What is read, without markup and without formulas. */
const words = (page: string): string =>
  page
    .replaceAll(/<math[^]*?<\/math>/g, '')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&');

const codeOf = (page: string): readonly string[] =>
  [...page.matchAll(/<pre[^>]*>([^]*?)<\/pre>/g)].map(([, code = '']) => words(code).replaceAll('&lt;', '<'));

describe.each(Object.entries(samples))('%s', (_name, text) => {
  test('is the same page when its last word has come and when it is whole', () => {
    expect(draw(text, true)).toBe(draw(text));
  });

  test('is the same page wherever the stream was cut before', () => {
    const whole = createSplitter()(plainMarkdown(text, false).text, false);
    for (let cut = 1; cut < text.length; cut += 1) {
      const blocksOf = createSplitter();
      for (const end of [cut, cut + 1, text.length]) blocksOf(plainMarkdown(text.slice(0, end), true).text, true);
      expect(blocksOf(plainMarkdown(text, false).text, false)).toEqual(whole);
    }
  });

  test('can be drawn from any beginning of it', () => {
    for (let cut = 1; cut < text.length; cut += 3) expect(draw(text.slice(0, cut), true)).toContain('prose');
  });
});

describe('a formula', () => {
  test.each([
    ['\\( a \\)', ['a']],
    ['\\[ a \\\\ b \\]', ['a \\\\ b']],
    ['$$ a $$', ['a']],
    ['so $$x_1$$ and $$x_2$$ are', ['x_1', 'x_2']],
    ['so $x^2$, $n$ and $f(x)$; $a_{max}$', ['x^2', 'n', 'f(x)', 'a_{max}']],
    ['$2n + 1$ of $\\{1, \\dots, n\\}$', ['2n + 1', '\\{1, \\dots, n\\}']],
    ['- \\[ x = 1 \\]\n- b', ['x = 1']],
    ['> \\[\n> x = 1\n> \\]', ['x = 1']],
    ['The sum \\[ x = 1 \\].', ['x = 1.']],
    ['**Area:** $$A = \\pi r^2$$', ['A = \\pi r^2']],
    ['a \\(x\\)\\(y\\) b', ['x', 'y']],
    ['| \\(|x|\\) | \\(\\|y\\|\\) |\n|---|---|\n| 1 | 2 |', ['\\vert x\\vert', '\\Vert y\\Vert']],
    ['```math\na^2\n```', ['a^2']],
    ['\\begin{align}\na &= b\n\\end{align}', ['\\begin{align}\na &amp;= b\n\\end{align}']],
    ['cost \\(\\$5\\)', ['\\$5']],
    ['US$\\(5\\)$', ['5']],
  ])('is set: %s', (text, expected) => {
    expect(formulas(draw(text)).map((source) => source.trim())).toEqual(expected);
  });

  test('keeps its lines apart', () => {
    expect(draw('\\[ a \\\\ b \\]')).toContain('newline');
  });

  test('that cannot be set stands there as it was written', () => {
    expect(words(draw('\\( \\frac{1 \\)'))).toContain('\\frac{1');
  });

  test('that fills the screen is held to a size', () => {
    expect(draw('\\( \\rule{9000em}{9000em} \\)')).not.toContain('9000em"');
  });

  test('on its way is shown as it is written, not as half a page', () => {
    const page = draw('So:\n\n\\[\nx = a\n- b\n', true);
    expect(page).not.toMatch(/<h|<ul|katex/);
    expect(page).toContain('formula-source');
    expect(words(draw('where \\(x_1', true)).trim()).toBe('where');
  });
});

describe('no formula', () => {
  test.each([
    'It costs $5 and $10.',
    'From $5-$10 a month, $1,000 a year.',
    'US$20, A$30 or 40$ and 50$.',
    'Pay $20 and she pays 30$.',
    'US$1=C$ 1.37, so A$1=NZ$ 1.09.',
    'Cheap ($), fair ($$), dear ($$$), and $$ again.',
    'Set $HOME and $PATH, or $HOME/bin:$PATH.',
    'In $user_id = $row they differ.',
    'Costs \\$5 and \\$6.',
    'Between $5 or 6$ there is little.',
    'Windows paths: C:\\(x86) and C:\\[temp.',
  ])('is made of: %s', (text) => {
    const page = draw(text);
    expect(formulas(page)).toEqual([]);
    expect(words(page)).toBe(text.replaceAll(/\\([$([])/g, '$1'));
  });

  test('is made of escaped brackets', () => {
    const page = draw('A list \\[1\\] and \\[x\\](y), \\(see above\\).');
    expect(formulas(page)).toEqual([]);
    expect(words(page)).toBe('A list [1] and [x](y), (see above).');
  });

  test.each([
    '`\\(a\\)` and `$x^2$`',
    '```\n\\[ a \\]\n$$ b $$\n```',
    'Code:\n\n    \\[ a = b \\]\n',
    '- a\n\n  ```\n  $x^2$\n  ```',
  ])('is made of code: %s', (text) => {
    expect(formulas(draw(text))).toEqual([]);
    expect(formulas(draw(text, true))).toEqual([]);
  });
});

describe('strikes', () => {
  test('take two tildes', () => {
    const page = draw('3~5 days, 100~200 euros, ~about~ 7, ~~gone~~ and ~~删除。~~好');
    expect(words(page)).toBe('3~5 days, 100~200 euros, ~about~ 7, gone and 删除。好');
    expect(page.match(/<del/g)).toHaveLength(2);
  });
});

describe('emphasis', () => {
  test.each([
    ['**注意：**これは', '<strong>注意：</strong>これは'],
    ['这是**“重点”**内容', '<strong>“重点”</strong>内容'],
    ['**굵게(bold)**는', '<strong>굵게(bold)</strong>는'],
    ['*（斜体）*と', '<em>（斜体）</em>と'],
  ])('ends beside the signs of Chinese, Japanese and Korean: %s', (text, expected) => {
    expect(draw(text)).toContain(expected);
    expect(draw(text, true)).toContain(expected);
  });
});

describe('a line break', () => {
  test('of a poem is kept', () => {
    expect(draw('Roses are red,\nviolets are blue,\nsugar.').match(/<br\/>/g)).toHaveLength(2);
    expect(draw('- one\n  two\n\n> three\n> four').match(/<br\/>/g)).toHaveLength(2);
  });

  test('is made by its element in a cell and in a paragraph, and by no other element', () => {
    const page = draw('| a |\n|---|\n| one<br>two<BR />three <b>four</b> |\n\nfive<br>six\n\n<br>\n\nseven');
    expect(page.match(/<br\/>/g)).toHaveLength(3);
    expect(words(page)).toContain('&lt;b&gt;four&lt;/b&gt;');
    expect(words(page)).not.toMatch(/&lt;br/i);
  });

  test('stays words in code', () => {
    expect(words(draw('Use `<br>` here.\n\n```html\n<br>\n```'))).toContain('&lt;br&gt;');
  });
});

describe('a block of code', () => {
  test.each([
    ['```markdown\n# T\n```bash\nnpm i\n```\nmore\n```', ['# T\n```bash\nnpm i\n```\nmore\n']],
    ['```md\n# T\n\n```\nsrc/\n```\n\nDone.\n```\n\nAfter.', ['# T\n\n```\nsrc/\n```\n\nDone.\n']],
    ['```\nRun:\n```bash\nnpm i\n```\n```', ['Run:\n```bash\nnpm i\n```\n']],
    ['````markdown\n```bash\nnpm i\n```\n````\nAfter', ['```bash\nnpm i\n```\n']],
    ['~~~markdown\n~~~bash\nnpm i\n~~~\n~~~', ['~~~bash\nnpm i\n~~~\n']],
    ['- a\n\n  ```markdown\n  ```js\n  a()\n  ```\n  ```\n- b', ['```js\na()\n```\n']],
    ['```markdown\n```a\n```\n```b\n```\n```\n\n```js\nx\n```', ['```a\n```\n```b\n```\n', 'x\n']],
    ['```python\nx\n```\n\nthen\n\n```bash\ny\n```', ['x\n', 'y\n']],
    ['```markdown\n# T\n```\n\n```\nplain\n```', ['# T\n', 'plain\n']],
  ])('that shows Markdown is one block: %j', (text, expected) => {
    expect(codeOf(draw(text))).toEqual(expected);
  });

  test('keeps what it holds while it streams', () => {
    const page = draw('```markdown\n# T\n```bash\nnpm i\n```\nmore', true);
    expect(codeOf(page)).toEqual(['# T\n```bash\nnpm i\n```\nmore\n']);
  });
});

describe('the direction', () => {
  test('is that of the words: a list, a paragraph, a heading, a table', () => {
    expect(draw('1. ראשון\n2. שני')).toMatch(/<ol dir="rtl">\s*<li>/);
    expect(draw('- [ ] משימה')).toMatch(/<ul[^>]* dir="rtl"/);
    expect(draw('# כותרת')).toMatch(/<h2[^>]* dir="rtl"/);
    expect(draw('מילים `code and more code` כאן')).toContain('<p dir="rtl">');
    expect(draw('API היא דרך לדבר')).toContain('<p dir="rtl">');
    expect(draw('| שם | ערך |\n|---|---|\n| א | English |')).toMatch(/<table dir="rtl">[^]*<td dir="ltr">English/);
    expect(draw('מילים\n\nwords')).toMatch(/<p dir="rtl">[^]*<p>words/);
  });

  test('of a paragraph from the right is its own alone: those before and after it, and code within and beside it, run from the left', () => {
    const page = draw('First words.\n\nפסקה עם `const a = 1;` בתוכה\n\n```js\nlet שלום = 1;\n```\n\nLast words.');
    expect(page).toMatch(/<p>First words\.<\/p>/);
    expect(page).toMatch(/<p>Last words\.<\/p>/);
    expect(page).toMatch(/<p dir="rtl">פסקה עם <code[^>]* dir="auto">const a = 1;<\/code>/);
    expect(page).toMatch(/<figure[^>]* dir="ltr"[^>]*>[^]*Code in js[^]*<\/figure>/);
    expect(page.match(/dir="rtl"/g)).toHaveLength(1);
  });

  test('is the same while it streams', () => {
    const text = 'מילים\n\n1. ראשון\n2. second\n';
    expect(draw(text, true)).toBe(draw(text));
  });
});

describe('beside full-width punctuation', () => {
  test.each([
    ['**注意：**これは大切です。', '<strong>注意：</strong>これは大切です。'],
    ['这是**“重点”**内容。', '这是<strong>“重点”</strong>内容。'],
    ['彼は**「引用」**と言った', '彼は<strong>「引用」</strong>と言った'],
    ['**중요(필수)**은 여기', '<strong>중요(필수)</strong>은 여기'],
    ['这是*（注）*内容', '这是<em>（注）</em>内容'],
    ['~~删除。~~请看', '<del>删除。</del>请看'],
  ])('emphasis is emphasis: %s', (text, expected) => {
    for (const isLive of [false, true]) expect(draw(text, isLive)).toContain(expected);
  });

  test.each([
    ['请看https://example.org。然后', 'https://example.org/', '。然后'],
    ['（https://example.org/a）和', 'https://example.org/a', '）和'],
    ['見るhttps://example.org/a_b_c、次', 'https://example.org/a_b_c', '、次'],
    ['参见https://example.org/a?b=c&d=e！好', 'https://example.org/a?b=c&amp;d=e', '！好'],
  ])('an address ends before it: %s', (text, address, after) => {
    for (const isLive of [false, true]) {
      const page = draw(text, isLive);
      expect(page).toContain(`href="${address}"`);
      expect(page).toMatch(new RegExp(`</a>(?:<[^>]*>)*${after}`));
    }
  });
});

test('the headings of an answer stand below the title of the chat, whatever level they begin at', () => {
  const levels = (text: string) =>
    [...draw(text).matchAll(/<(h\d) data-level="(\d)"/g)].map(([, tag, own]) => `${tag} ${own}`);
  expect(levels('# A\n\n## B')).toEqual(['h2 1', 'h3 2']);
  expect(levels('### A\n\n#### B')).toEqual(['h2 3', 'h3 4']);
  expect(levels('```sh\n# not one\n```\n\n### A')).toEqual(['h2 3']);
  expect(levels('A\n===\n\n###### B')).toEqual(['h2 1', 'h6 6']);
});

test('a box of a list of tasks says whether its task is done', () => {
  expect(draw('- [ ] a\n- [x] b')).toMatch(/aria-label="To do"[^]*aria-label="Done"/);
});

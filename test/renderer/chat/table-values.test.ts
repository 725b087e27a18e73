// What a table of an answer is as a CSV file and as Markdown, and what file a block of code becomes.
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { codeFile } from '../../../src/renderer/features/chat/markdown/code-file.ts';
import {
  tableMarkdown,
  tableValues,
  type TreeNode,
} from '../../../src/renderer/features/chat/markdown/table-values.ts';
import { toCsv } from '../../../src/renderer/shared/csv.ts';
import { Markdown } from '../../../src/renderer/features/chat/markdown/markdown.tsx';
import { readCsv } from '../../support/csv.ts';

const cell = (tagName: 'th' | 'td', ...children: TreeNode[]): TreeNode => ({ type: 'element', tagName, children });
const text = (value: string): TreeNode => ({ type: 'text', value });
const element = (tagName: string, children: TreeNode[], className: string[] = []): TreeNode => ({
  type: 'element',
  tagName,
  properties: { className },
  children,
});

const formula = element(
  'span',
  [element('math', [element('annotation', [text('x^2')])]), element('span', [text('x'), text('2')])],
  ['katex'],
);

const table = element('table', [
  element('thead', [text('\n'), element('tr', [cell('th', text('name')), text('\n'), cell('th', text('a|b'))])]),
  element('tbody', [
    element('tr', [cell('td', element('strong', [text('Ada')]), text(', of\u00a0Ashby')), cell('td', formula)]),
    element('tr', [cell('td', text('two'), element('br', []), text('\nlines')), cell('td')]),
  ]),
]);

describe('a table', () => {
  test('is its words row by row, with breaks, and formulas as they are written', () => {
    expect(tableValues(table)).toEqual([
      ['name', 'a|b'],
      ['Ada, of Ashby', 'x^2'],
      ['two\nlines', ''],
    ]);
  });

  test('is read back from its CSV as it was', () => {
    const rows = [
      ['plain', 'with, comma', 'with "quotes"'],
      ['two\nlines', '', ' '],
      ['-5', '+1,000.50', '−3 %'],
      ['日本語', 'א', '-12 %'],
    ];
    expect(readCsv(toCsv(rows))).toEqual(rows);
    expect(toCsv([['a', 'b']])).toBe('a,b\r\n');
  });

  test.each(['=HYPERLINK("http://x")', '+cmd|x', '-2+3', '@SUM(A1)', '\t=1'])(
    'has no cell in its CSV that a spreadsheet would run: %s',
    (value) => {
      expect(readCsv(toCsv([[value]]))).toEqual([[`'${value}`]]);
    },
  );

  test('is copied as it was written, and made anew where that is not to be had', () => {
    const source = 'Before\n\n| name | *b* |\n|---|---|\n| 1 | 2 |\n\nAfter';
    const position = { start: { offset: 8 }, end: { offset: source.indexOf('\n\nAfter') } };
    expect(tableMarkdown({ ...table, position }, source)).toBe('| name | *b* |\n|---|---|\n| 1 | 2 |\n');
    expect(tableMarkdown(table, '')).toBe(
      '| name | a\\|b |\n| --- | --- |\n| Ada, of Ashby | x^2 |\n| two<br>lines |  |\n',
    );
  });

  test('says how large it is', () => {
    const page = renderToStaticMarkup(
      createElement(Markdown, { text: '| a | b |\n|--|--|\n| 1 | 2 |', isLive: false }),
    );
    expect(page).toContain('1 row · 2 columns');
  });
});

describe('a block of code', () => {
  test.each([
    ['x', 'python', 'code.py'],
    ['x', 'TS', 'code.ts'],
    ['x', '', 'code.txt'],
    ['x', 'constructor', 'code.txt'],
    ['x', 'dockerfile', 'Dockerfile'],
    ['x', 'vue', 'code.vue'],
    ['# app.py\nx', 'python', 'app.py'],
    ['// src/deep/main.test.ts\nx', 'ts', 'main.test.ts'],
    ['<!-- index.html -->\n<p>', 'html', 'index.html'],
    ['/* filename: a.css */\nx', 'css', 'a.css'],
    ['# Read a.b and c.d\nx', 'python', 'code.py'],
    ['# ../../.bashrc.sh\nx', 'bash', 'code.sh'],
    ['#!/usr/bin/env python3\nx', 'python', 'code.py'],
  ])('gets a fitting name: %j in %s', (code, language, name) => {
    expect(codeFile(code, language, 'code')).toEqual({ name, text: code });
  });
});

// Where the name of a tool may go on in the next line.
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { ToolName } from '../../../src/renderer/features/chat/tools/tool-name.tsx';

test.each([
  ['search', 'search'],
  ['read_text_file', 'read_<wbr/>text_<wbr/>file'],
  ['db.query-all', 'db.<wbr/>query-<wbr/>all'],
  ['__init__', '__<wbr/>init__'],
  ['', ''],
])('%s may be parted after its signs alone', (name, html) => {
  expect(renderToStaticMarkup(createElement(ToolName, { name }))).toBe(html);
});

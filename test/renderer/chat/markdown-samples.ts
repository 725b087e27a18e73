// Answers as models write them, each with something that a reader of Markdown can trip over. Every one is whole: nothing in it is left open.

export const samples: Readonly<Record<string, string>> = {
  'inline formulas': 'Let \\(a_1 + b_1\\) and \\( \\frac{1}{2} \\) be given; then $x^2$ and $$y^2$$ follow.\n',
  'a displayed formula': 'Then:\n\n\\[\nx = a\n+ b\n- c\n\\]\n\nand so on.\n',
  'a formula between double dollars':
    'So\n\n$$ E = mc^2 $$\n\nand\n\n$$\n\\begin{aligned}\na &= b \\\\\nc &= d\n\\end{aligned}\n$$\n\nDone.\n',
  'an environment without marks': 'See:\n\n\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}\n\nDone.\n',
  'formulas in a list': '1. First:\n   \\[\n   a + b\n   \\]\n2. Then \\(n \\log n\\).\n',
  'formulas in a table': '| name | value |\n|---|---|\n| norm | \\(|x|\\) |\n| sum | $a_1$ |\n\nEnd.\n',
  prices: 'It costs $5 and $10, or US$20 ($$ on the map, up to $$$).\n\n- $5-$10\n- \\$7\n',
  code: 'Use `\\(x\\)` and `$a$`:\n\n```tex\n\\[ a \\]\n$$ b $$\n```\n\nand\n\n    \\[ c \\]\n\nEnd.\n',
  tildes: '3~5 days, 100~200 euros, ~approximately~, ~~gone~~.\n',
  'Japanese and Chinese': '**注意：**これは大切です。\n\n这是**“重点”**内容，~~删除。~~请看https://example.org。\n',
  'a poem': 'Roses are red,\nviolets are blue,\n*sugar* is sweet.\n\nEnd.\n',
  'breaks in a table': '| a | b |\n|---|---|\n| one<br>two<br/>three | <b>x</b> |\n\nEnd<br>of it.\n',
  'a README in Markdown':
    'Here:\n\n```markdown\n# Title\n\n```bash\nnpm install\n```\n\nThen:\n\n```\nsrc/\n  a.ts\n```\n\nDone.\n```\n\nThat is it.\n',
  'nested in a list': '- As text:\n\n  ```md\n  ```js\n  a()\n  ```\n  ```\n\n- Next\n',
  Hebrew: '1. ראשון\n2. שני\n\nפסקה עם `code` בתוכה.\n\n| שם | ערך |\n|---|---|\n| א | 1 |\n',
  'a list of tasks': '- [ ] to do\n- [x] done\n  - [ ] nested\n',
  everything:
    '# Head\n\nSome *words*.\n\n> said\n> twice\n\n```ts\nlet a = 1;\n```\n\n- a\n- b\n\n---\n\n[link](https://example.org/a_b_c) and <kbd>x</kbd>\n',
};

// Chats that show how answers are set: formulas, languages, lists, code within code; and models with long names.
import type { Chat } from '../../../src/preload/contract/message.ts';
import type { Model } from '../../../src/preload/contract/models.ts';
import type { ReplyScript } from './reply-script.ts';
import { makeChat, type Line } from './sample-chats.ts';

const formulas: Line = {
  question: 'What is the mean of a normal distribution, and what does a course on it cost?',
  thinking: 'The mean is \\(\\mu\\).\n\n- Say **why**.\n- Prices: $5 and $10.',
  answer: [
    '### The mean',
    '',
    'For \\(X \\sim N(\\mu, \\sigma^2)\\) the density is',
    '',
    '\\[',
    'f(x) = \\frac{1}{\\sigma\\sqrt{2\\pi}} \\exp\\left(-\\frac{(x-\\mu)^2}{2\\sigma^2}\\right)',
    '\\]',
    '',
    'so that $E[X] = \\mu$. A course costs between $5 and $10, in about 3~5 days.',
    '',
    '1. Write it down:',
    '   $$ \\mu = \\int_{-\\infty}^{\\infty} x f(x)\\,dx $$',
    '2. Shift by $\\mu$; what is odd ends at 0.',
    '',
    '$$ \\sum_{i=1}^{n} (x_i - \\bar x)^2 = x_1^2 + x_2^2 + x_3^2 + x_4^2 + x_5^2 + x_6^2 + x_7^2 + x_8^2 + x_9^2 + x_{10}^2 - n \\bar x^2 $$',
    '',
    '| step | formula |',
    '| --- | --- |',
    '| first | \\(|x| \\le 1\\)<br>or \\(x = 2\\) |',
    '',
    '- [ ] Check the integral',
    '- [x] Check the price',
  ].join('\n'),
};

const hebrew: Line = {
  question: 'תן לי רשימה קצרה על מקלות ספירה',
  thinking: 'צריך רשימה קצרה.\n\n1. ראשון\n2. שני',
  answer: [
    '## מקלות ספירה',
    '',
    'API הוא שם של ממשק, אבל כאן מדובר במקל של עץ עם `notch` בצד.',
    '',
    '1. ראשון: חורצים את המקל.',
    '2. שני: מפצלים אותו לשני חצאים.',
    '10. עשירי: משווים ביניהם.',
    '',
    '- [x] נעשה',
    '- פריט',
    '',
    '> מי שמחזיק בחצי, זוכר.',
    '',
    '| שם | ערך |',
    '| --- | --- |',
    '| חוב | 5 |',
  ].join('\n'),
};

const poemAndCode: Line = {
  question: 'A poem, a note in Japanese and a README, please.',
  answer: [
    'Roses are red,',
    'violets are blue,',
    'sugar is sweet.',
    '',
    '**注意：**これは大切です。',
    '',
    '```markdown',
    '# Tally',
    '',
    '```bash',
    'npm install',
    '```',
    '',
    'That is all.',
    '```',
    '',
    'Put it beside the code.',
  ].join('\n'),
};

/** Longer than a screen, and with a line that is wider than the column. */
const program = [
  '# ledger.py',
  'from dataclasses import dataclass',
  '',
  '@dataclass(frozen=True)',
  'class Tally:',
  '    # One stick: who owes, whom, and how many notches. The longer half stays with the person who lent, as in the old exchequer.',
  '    debtor: str',
  '    creditor: str',
  '    notches: int',
  ...Array.from({ length: 40 }, (_, one) => `\nTALLY_${one + 1} = Tally("Ada", "Ben", ${one + 1})`),
].join('\n');

/** Longer than its frame, and wider than a telephone. */
const ledger = [
  '| stick | debtor | creditor | notches | what it was for | agreed on | paid back |',
  '| ---: | --- | --- | ---: | --- | --- | :---: |',
  ...Array.from({ length: 40 }, (_, one) => {
    const day = String((one % 28) + 1).padStart(2, '0');
    return `| ${one + 1} | Ada, of Ashby | **Ben** | ${(one + 1) * -3} | =SUM(A1), "seed corn"<br>and rope | 2026-03-${day} | ${one % 2 === 0 ? 'yes' : 'no'} |`;
  }),
].join('\n');

const codeAndTable: Line = {
  question: 'The ledger as a program and as a table, please.',
  answer: `Here is the program:\n\n\`\`\`python\n${program}\n\`\`\`\n\nAnd the table:\n\n${ledger}\n\nThat is all.`,
};

const diagrams: Line = {
  question: 'How does a tally go from hand to hand? As diagrams, please.',
  answer: [
    'The way of a stick:',
    '',
    '```mermaid',
    'flowchart LR',
    '  A[Cut the notches] --> B{Split it}',
    '  B -->|stock| C[The lender keeps it]',
    '  B -->|foil| D[The debtor keeps it]',
    '  C & D --> E((Join them))',
    '```',
    '',
    'And who says what:',
    '',
    '```mermaid',
    'sequenceDiagram',
    '  participant L as Lender',
    '  participant D as Debtor',
    '  L->>D: Here are ten coins',
    '  D-->>L: Here is the stock',
    '  Note over L,D: A year goes by',
    '  D->>L: Twelve coins',
    '```',
    '',
    'One that went wrong:',
    '',
    '```mermaid',
    'flowchart LR',
    '  A --> ',
    '```',
    '',
    'That is all.',
  ].join('\n'),
};

export function writtenChats(now: number): readonly Chat[] {
  return [
    makeChat(40, 'The mean of a normal distribution', now - 1_000, [formulas]),
    makeChat(41, 'רשימה קצרה על מקלות ספירה, עם כותרת ארוכה מאוד שלא נכנסת לשורה אחת', now - 60_000, [hebrew]),
    makeChat(42, 'Roses and a README', now - 120_000, [poemAndCode]),
    makeChat(44, 'The way of a stick', now - 240_000, [diagrams]),
    makeChat(43, 'A ledger of tallies', now - 180_000, [codeAndTable]),
  ];
}

/** All of it in one answer. */
export const writtenReply: ReplyScript = {
  thinking: formulas.thinking ?? '',
  text: [formulas, hebrew, poemAndCode].map(({ answer }) => answer).join('\n\n---\n\n'),
  paceMs: 4,
  end: { kind: 'state', state: { kind: 'done', reason: 'stop' } },
};

const long = (name: string, quantization: string): Model => ({
  name,
  place: 'this_computer',
  sizeBytes: 18_600_000_000,
  family: 'qwen3',
  parameterSize: '30.5B',
  quantization,
  isLoaded: false,
  loadedContext: null,
  isDemo: false,
  canSee: null,
});

const repository = 'hf.co/unsloth/Qwen3-Coder-30B-A3B-Instruct-1M-GGUF';

export const longNamed: readonly Model[] = [
  long(`${repository}:Q4_K_M`, 'Q4_K_M'),
  long(`${repository}:Q8_0`, 'Q8_0'),
  long(`${repository}:UD-Q4_K_XL`, 'Q4_K_M'),
];

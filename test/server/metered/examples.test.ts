import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../support/companion.ts';
import { ask, booksIn } from './shop.ts';

const examples = join(import.meta.dirname, '../../../examples');
const guide = readFileSync(join(import.meta.dirname, '../../../docs/metering.md'), 'utf8');

/** What one request to each example must cost, and how its answer begins. */
const told: readonly {
  readonly file: string;
  readonly answer: string;
  readonly costs: (revenue: number) => boolean;
}[] = [
  { file: 'metered-fixed.ts', answer: 'Good day', costs: (revenue) => revenue === 250_000 },
  { file: 'metered-by-size.ts', answer: 'One line', costs: (revenue) => revenue === 54_000 },
  { file: 'metered-by-time.ts', answer: 'Done', costs: (revenue) => revenue >= 3_400 && revenue < 600_500 },
  { file: 'metered-stream-tokens.ts', answer: 'word0 word1', costs: (revenue) => revenue === 301_000 },
  { file: 'metered-model.ts', answer: 'Hello Hello', costs: (revenue) => revenue === 50_000 },
  { file: 'metered-own-rules.ts', answer: 'A stick', costs: (revenue) => revenue === 6_800 },
];

describe('the examples of metering', () => {
  let folder: string;
  let child: ChildProcess | null = null;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tallystick-example-'));
  });
  afterEach(async () => {
    if (child !== null && child.kill('SIGKILL')) await once(child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(told)(
    '$file answers what it prints how to ask for, and charges what it says',
    async ({ file, answer, costs }) => {
      const path = join(folder, 'ledger.db');
      const started = spawn(process.execPath, [join(examples, file)], {
        env: { PATH: process.env['PATH'] ?? '', PORT: '0', DB_PATH: path },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      child = started;
      const { value } = await createInterface({ input: started.stdout })[Symbol.asyncIterator]().next();
      const [, name = '', said = '', url = ''] = /-H '([^:]+): ([^']+)' '([^']+)'/.exec(String(value)) ?? [];
      const given = await ask(url, null, { headers: { [name]: said } });
      expect([given.status, given.text.slice(0, answer.length)]).toEqual([200, answer]);
      const books = await until(
        async () => booksIn(path),
        ({ open, revenue }) => open === 0 && revenue > 0,
      );
      expect(books.revenue).toSatisfy(costs);
    },
  );

  it('are all tried here, and all named in the guide', () => {
    const files = readdirSync(examples).filter((file) => file.startsWith('metered-'));
    expect(files.sort()).toEqual(told.map(({ file }) => file).sort());
    for (const file of files) expect(guide).toContain(`examples/${file}`);
  });

  it('stand in the guide word for word', () => {
    const blocks = [...guide.matchAll(/```ts file=(\S+)\n([\s\S]*?)```/g)];
    expect(blocks.length).toBeGreaterThan(0);
    for (const [, file = '', code = ''] of blocks)
      expect(readFileSync(join(import.meta.dirname, '../../..', file), 'utf8')).toContain(code.trim());
  });
});

// What the server says to people stands in its catalogues and nowhere else.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { peopleLiterals } from '../support/people-literals.ts';

const root = join(import.meta.dirname, '../..');

type Exempt = { readonly why: string; readonly file: RegExp; readonly text: RegExp };

/** What looks like a sentence and is none for people, or is meant for whoever writes a program. English by design. */
const exempt: readonly Exempt[] = [
  {
    why: 'the description of the API, for programmers',
    file: /^server\/(contract\/|http\/(openapi|hosted\/describe-hosted)|http\/docs\/|http\/routes\/server)/,
    text: /./,
  },
  {
    why: 'names of the built-in plans, which an operator may change',
    file: /^server\/domain\/plans\/plan\.ts$/,
    text: /^(Free|Pro|Team|Enterprise)$/,
  },
  {
    why: 'names at a provider, by which what was made there is found again',
    file: /^server\/rails\/btcpay\/refunds\.ts$/,
    text: /^(Refund|Invoice) \$$/,
  },
  { why: 'the parameters of a provider’s own API', file: /^server\/rails\//, text: /^amount=\$, currency=\$$/ },
  { why: 'lists of currencies', file: /^server\/rails\/stripe\/units\.ts$/, text: /^([A-Z]{3} ?)+$/ },
  { why: 'names of settings', file: /^server\/settings\//, text: /^([A-Z_]+|openid profile email offline_access)$/ },
  {
    why: 'what each figure is, for whoever draws or watches it',
    file: /^server\/metrics\/figures\.ts$/,
    text: /^[A-Z][^:]+(: [^:]+)?\.$|^Always 1; /,
  },
  { why: 'HTTP itself', file: /^server\//, text: /^(Bearer \$|Bad Request|Connection: close|GET, HEAD)$/ },
  {
    why: 'SQL',
    file: /^server\/storage\/(sqlite|postgres|rows|whole)\//,
    text: /(\b(SAVEPOINT|RELEASE|ROLLBACK TO) command$)|\b(WHERE|CASE WHEN|IS NULL|IS NOT NULL|LOCK TABLE|CURSOR FOR|FETCH|CLOSE|NO KEY UPDATE|LISTEN)\b/,
  },
  {
    why: 'how a ledger is called where its migrations do not fit',
    file: /^server\/storage\/(sqlite|postgres)\/migrate\.ts$/,
    text: /^The (file|database) \$$/,
  },
  { why: 'columns of a table', file: /^server\/storage\/rows\/[a-z-]+\.ts$/, text: /^[a-z_]+(, [a-z_]+)+$/ },
  {
    why: 'columns and their types, for a statement that writes many rows',
    file: /^server\/storage\/postgres\/holds\/holds\.ts$/,
    text: /^[a-z_]+( [a-z_]+)+$/,
  },
  { why: 'the name of a thread', file: /^server\/storage\/sqlite\/keeper\.ts$/, text: /^ledger keeper$/ },
  {
    why: 'names of jobs, in the log',
    file: /^server\/(usecases\/create-usecases|(remote-)?metering)\.ts$/,
    text: /^[a-z]+( [a-z$]+)+$/,
  },
  { why: 'a kind of error of AWS', file: /^server\/storage\/counters\/dynamo\//, text: /^Error$/ },
  {
    why: 'what went wrong, in the log: of requests, of providers, of upstreams and of the store',
    file: /^server\/(http\/unknown-proxy|rails\/|upstream\/|storage\/sqlite\/(group-commit|keeper|whole\/[a-z-]+)|storage\/postgres\/batches|usecases\/gate\/remote-engine)/,
    text: /^[a-z$][^.]*$/,
  },
  {
    why: 'what the client of PostgreSQL says, by which it is known again',
    file: /^server\/storage\/postgres\/failure\.ts$/,
    text: /^timeout exceeded when trying to connect$/,
  },
  {
    why: 'the name of a connection, and what went wrong, in the log',
    file: /^server\/storage\/postgres\/nodes\/auditor\.ts$/,
    text: /^(tallystick audit|nobody waits for the audit any more)$/,
  },
  {
    why: 'why a host of the database does not serve, in the log',
    file: /^server\/storage\/postgres\/place-finder\.ts$/,
    text: /^may forget what it has acknowledged: turn \$ on there$/,
  },
  {
    why: 'why a connection was not made, in the log',
    file: /^server\/storage\/postgres\/placed-client\.ts$/,
    text: /^the store is closed$/,
  },
  {
    why: 'scripts that Valkey runs',
    file: /^server\/storage\/valkey\/scripts\.ts$/,
    text: /\b(redis\.call|KEYS)\b/,
  },
  {
    why: 'what went wrong at Valkey, in the log, by its name or in the words of its client',
    file: /^server\/storage\/valkey\//,
    text: /^(Valkey|Redis|Command timed out|Valkey is left in peace|[a-z$][^.]*)$/,
  },
  {
    why: 'what went wrong at BTCPay Server, in the log',
    file: /^server\/rails\/btcpay\/refunds\.ts$/,
    text: /^BTCPay Server lets this key give no money back: give it \$$/,
  },
];

const sources = readdirSync(join(root, 'server'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) =>
    join(entry.parentPath, entry.name)
      .slice(root.length + 1)
      .replaceAll('\\', '/'),
  )
  .filter((file) => !file.startsWith('server/words/') && !file.includes('node_modules') && !file.includes('/dist/'));

const found = sources.flatMap((file) =>
  peopleLiterals(readFileSync(join(root, file), 'utf8'), false, { withFragments: true }).map((one) => ({
    file,
    ...one,
  })),
);

describe('what the server says to people', () => {
  it('is in the catalogues: no other source holds any', () => {
    const left = found.filter(({ file, text }) => !exempt.some((one) => one.file.test(file) && one.text.test(text)));
    expect(sources.length).toBeGreaterThan(300);
    expect(left.map(({ file, line, text }) => `${file}:${String(line)}: ${text}`)).toEqual([]);
  });

  it('is exempt only where there is something to exempt', () => {
    const idle = exempt.filter((one) => !found.some(({ file, text }) => one.file.test(file) && one.text.test(text)));
    expect(idle.map(({ why }) => why)).toEqual([]);
  });

  it.each([
    ['a sentence', `const a = 'The port is taken.';`, 'The port is taken.'],
    ['the rest of a sentence', 'const a = `must be set beside ${name}`;', 'must be set beside $'],
    ['a message of zod', `z.string('must be the name of a model')`, 'must be the name of a model'],
  ])('is found: %s', (_, source, text) => {
    expect(peopleLiterals(source, false, { withFragments: true }).map((one) => one.text)).toEqual([text]);
  });

  it('is found in the catalogue itself, nearly every entry', () => {
    const texts = peopleLiterals(readFileSync(join(root, 'server/words/commands/settings.ts'), 'utf8'), false, {
      withFragments: true,
    });
    expect(texts.length).toBeGreaterThan(45);
  });
});

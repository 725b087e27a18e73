#!/usr/bin/env node
// The operator's commands. Each answers in plain words and with an exit code, loads only what it needs, and prints no secret.
import { parseArgs } from 'node:util';
import { closeWithinMs } from './close-within.ts';
import { ConfigError, loadSettings, readSettings, settingNames } from './settings/config.ts';
import { EnvFileUnreadable, readEnvFile } from './settings/env-file.ts';
import { warnOfNames } from './settings/setting-names.ts';
import { ledgerName } from './settings/store-settings.ts';
import type { Migrated } from './storage/sqlite/migrate.ts';
import { SchemaMismatch, StorageUnavailable } from './storage/storage.ts';
import { commandLineSays as words } from './words/commands/command-line.ts';

const reportOptions = {
  user: { type: 'string' },
  team: { type: 'string' },
  date: { type: 'string' },
  days: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  success: { type: 'string' },
  'group-by': { type: 'string' },
  zone: { type: 'string' },
} as const;

const priceOptions = {
  model: { type: 'string' },
  venue: { type: 'string' },
  plan: { type: 'string' },
  prompt: { type: 'string' },
  cached: { type: 'string' },
  output: { type: 'string' },
  reasoning: { type: 'string' },
  images: { type: 'string' },
  minutes: { type: 'string' },
  bytes: { type: 'string' },
} as const;

async function main(args: readonly string[]): Promise<number> {
  // Node replaces bytes that are not UTF-8 by one character, so two different references would become the same.
  if (args.some((word) => word.includes('\uFFFD'))) return complain(words.notUtf8);
  const { values, positionals } = parseArgs({
    args: withNegatives(args),
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      token: { type: 'string' },
      account: { type: 'string' },
      credits: { type: 'string' },
      format: { type: 'string' },
      reason: { type: 'string' },
      ref: { type: 'string' },
      order: { type: 'string' },
      payment: { type: 'string' },
      cents: { type: 'string' },
      'refund-id': { type: 'string' },
      as: { type: 'string' },
      box: { type: 'string' },
      id: { type: 'string' },
      all: { type: 'boolean' },
      'register-webhook': { type: 'boolean' },
      json: { type: 'boolean' },
      'take-back': { type: 'boolean' },
      ...priceOptions,
      ...reportOptions,
    },
  });
  const [command = 'serve', ...rest] = positionals;
  if (values.help === true) return say(words.help);
  const hasAction = ['dead-letters', 'suspense', 'price', 'report'].includes(command);
  const action = hasAction ? rest[0] : undefined;
  const tooMany = hasAction ? rest.slice(1) : rest;
  if (tooMany.length > 0) return complain(words.tooMany(tooMany));
  const warnings = readEnvironment();
  if (command !== 'doctor') for (const text of [...warnings, ...settingWarnings()]) complain(words.warning(text));
  switch (command) {
    case 'serve':
      return serve();
    case 'migrate':
      return migrate();
    case 'doctor':
      return (await import('./cli/doctor.ts')).doctor(process.env, say, {
        registerWebhook: values['register-webhook'] === true,
        warnings,
      });
    case 'grant':
      return (await import('./cli/grant.ts')).grant(process.env, values, { say, complain });
    case 'adjust':
      return (await import('./cli/adjust.ts')).adjust(process.env, values, { say, complain });
    case 'ledger':
      return (await import('./cli/ledger.ts')).ledger(process.env, values, { write, complain });
    case 'refund':
      return (await import('./cli/refund.ts')).refund(process.env, values, { say, complain });
    case 'suspense':
      return (await import('./cli/suspense.ts')).suspense(process.env, { ...values, action }, { say, complain });
    case 'report':
      return (await import('./cli/report.ts')).report(process.env, { ...values, action }, { say, complain, write });
    case 'backup':
      return (await import('./cli/backup.ts')).backup(process.env, values, { say, complain });
    case 'restore':
      return (await import('./cli/restore.ts')).restore(process.env, values, { say, complain });
    case 'move':
      return (await import('./cli/move.ts')).move(process.env, values, { say, complain });
    case 'price':
      return (await import('./cli/price.ts')).price(process.env, { ...values, action }, { say, complain });
    case 'dead-letters':
      return (await import('./cli/dead-letters.ts')).deadLetters(
        process.env,
        { ...values, action: action ?? 'list' },
        { say, complain },
      );
    default:
      return complain(words.unknown(command));
  }
}

/** Adds the values of a .env file to the environment, which takes precedence. Returns warnings about both. */
function readEnvironment(): readonly string[] {
  const { values, warnings } = readEnvFile('.env');
  const inEnvironment = Object.keys(process.env);
  for (const [name, value] of Object.entries(values)) process.env[name] ??= value;
  return [...warnings, ...warnOfNames(settingNames, { inFile: Object.keys(values), inEnvironment })];
}

/** None where the settings cannot be read: the command itself says so. */
function settingWarnings(): readonly string[] {
  try {
    return readSettings(process.env).warnings;
  } catch (error) {
    if (error instanceof ConfigError) return [];
    throw error;
  }
}

/** Joins `--credits -5` into one argument, which would otherwise be read as two options. */
function withNegatives(args: readonly string[]): string[] {
  return args.reduce<string[]>((all, word) => {
    if (all.at(-1) === '--credits' && /^-\d/.test(word)) return [...all.slice(0, -1), `--credits=${word}`];
    return [...all, word];
  }, []);
}

async function serve(): Promise<number> {
  const { startServer } = await import('./server.ts');
  const server = await startServer({ env: process.env });
  const { settings } = server;
  const { NODE_ENV: mode, DB_PATH: path, SANDBOX_ENABLED: isSandbox } = settings;
  const seconds = settings.SHUTDOWN_NOTICE_SECONDS + settings.SHUTDOWN_GRACE_SECONDS;
  const isForgetful = settings.USAGE_STORE === 'memory';
  // Before the line is printed: a program that waits for the line may send the signal at once.
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  say(words.running({ url: server.url, mode, isSandbox, path }));
  if (isForgetful) say(words.countedInMemory);
  if (server.metricsUrl !== null) say(words.metricsAt(server.metricsUrl));
  await asked;
  const tooLong = setTimeout(() => process.exit(complain(words.cutOff)), 1000 * seconds + closeWithinMs);
  await server.close();
  clearTimeout(tooLong);
  return 0;
}

async function migrate(): Promise<number> {
  const settings = loadSettings(process.env);
  const { applied, snapshot } = await migrateLedger(settings);
  const name = ledgerName(settings);
  if (applied.length === 0) return say(words.upToDate(name));
  return say(words.migrated(name, applied, snapshot));
}

async function migrateLedger({ DB_PATH: path, DATABASE_URL: url }: ReturnType<typeof loadSettings>): Promise<Migrated> {
  if (url === undefined) return (await import('./storage/sqlite/open-storage.ts')).migrateSqliteFile(path);
  const { migratePostgres } = await import('./storage/postgres/open-storage.ts');
  return { applied: await migratePostgres({ url }), snapshot: null };
}

function say(text: string): number {
  process.stdout.write(`${text.trimEnd()}\n`);
  return 0;
}

/** As it is, for what another program reads. */
function write(text: string): number {
  process.stdout.write(text);
  return 0;
}

function complain(text: string): number {
  process.stderr.write(`${text.trimEnd()}\n`);
  return 1;
}

// A reader of the output, such as head, may stop early. The work goes on, and the exit code says how it ended.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = complain(sentenceFor(error));
}

/** An error that the operator can mend is printed as a sentence, any other with its stack. */
function sentenceFor(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  if (error instanceof ConfigError) return words.settingsWrong(error.message);
  if (error instanceof EnvFileUnreadable) return error.message;
  if (error instanceof SchemaMismatch || code.startsWith('ERR_PARSE_ARGS')) return error.message;
  if (code === 'EADDRINUSE') return words.portTaken;
  if ('syscall' in error && error.syscall === 'mkdir') return words.folderBad(error.message);
  if (code === 'EACCES' || code === 'EPERM' || error instanceof StorageUnavailable) return words.fileBad(error.message);
  // What the system would not do, such as write to a full disk. Its message names the path.
  if ('syscall' in error) return words.systemSaysNo(error.message);
  return error.stack ?? error.message;
}

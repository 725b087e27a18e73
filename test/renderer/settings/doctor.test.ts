// What was found at the connection is said with what helps, on every system, and can be copied.
import { expect, it } from 'vitest';
import { z } from 'zod';
import { remediesOf, toneOf } from '../../../src/renderer/features/settings/doctor-remedies.ts';
import { reportOf } from '../../../src/renderer/features/settings/doctor-report.ts';
import { wordsFor } from '../../../src/words/words.ts';
import { Finding } from '../../../src/preload/contract/doctor.ts';

const words = wordsFor(['en']);
const platforms = ['linux', 'macos', 'windows'] as const;

const params = {
  addresses: ['127.0.0.1'],
  address: 'http://127.0.0.1:11434',
  version: '0.11.0',
  wanted: '0.12.0',
  models: 2,
  names: ['huge:405b'],
  freeBytes: 1e9,
  memoryBytes: 16e9,
  host: 'box',
  port: 11_434,
  detail: 'HTTP 502',
  waitedS: 10,
};

function codesOf(schema: z.ZodType): readonly unknown[] {
  return schema instanceof z.ZodEnum ? schema.options : schema instanceof z.ZodLiteral ? [...schema.values] : [];
}

/** One of each. */
const all: readonly Finding[] = Finding.options.flatMap((option) =>
  codesOf(option.shape.code).map((code) => Finding.parse({ ...params, code })),
);

it('has one of each', () => {
  expect(all.length).toBeGreaterThan(30);
  expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
});

it.each(all)('$code is said, and what is in the way comes with what helps', (finding) => {
  const { title, remedy } = words.doctor.say(finding);
  expect(title).not.toMatch(/undefined|null|NaN|\[object/);
  for (const platform of platforms) {
    const remedies = remediesOf(finding, platform);
    if (toneOf(finding) === 'fault') expect(remedy !== null || remedies.length > 0).toBe(true);
    if (toneOf(finding) === 'good') expect(remedies).toEqual([]);
  }
});

it.each(['program_missing', 'process_stopped', 'port_refused', 'forbidden', 'silent', 'version_old'] as const)(
  '%s has a command of its own on every system',
  (code) => {
    const found = all.find((one) => one.code === code);
    const commands = platforms.map((platform) =>
      found === undefined ? [] : remediesOf(found, platform).filter(({ kind }) => kind === 'command'),
    );
    expect(commands.every(({ length }) => length === 1)).toBe(true);
    expect(new Set(commands.map((one) => JSON.stringify(one))).size).toBe(3);
  },
);

it('is copied with the app, the system and the address, one finding a line', () => {
  const findings = all.filter(({ code }) => ['port_open', 'silent', 'disk_low'].includes(code));
  const diagnosis = { address: 'http://127.0.0.1:11434', place: 'this_computer', platform: 'macos', findings } as const;
  const report = reportOf({ diagnosis: { ...diagnosis, findings }, appVersion: '0.1.0', toolServers: [] }, words);
  expect(report.split('\n')).toEqual([
    'Tallystick 0.1.0 on macOS',
    'Ollama: http://127.0.0.1:11434',
    '+ port_open: Something listens at 127.0.0.1',
    '- silent: Ollama listens, but doesn’t answer. It said nothing for 10 seconds. Start it again.',
    '! disk_low: Only 1 GB are free on the disk. Delete models you no longer need, or free some space.',
  ]);
});

it('tells of each tool server how it is, with its last lines', () => {
  const diagnosis = {
    address: 'http://127.0.0.1:11434',
    place: 'this_computer',
    platform: 'linux',
    findings: [],
  } as const;
  const lines = Array.from({ length: 30 }, (_, n) => `line ${String(n)}`).join('\n');
  const report = reportOf(
    {
      diagnosis: { ...diagnosis, findings: [] },
      appVersion: '0.1.0',
      toolServers: [
        { name: 'Files', where: 'npx', state: 'ready', trouble: null, tools: 3, text: lines },
        {
          name: 'Postgres',
          where: 'npx',
          state: 'failed',
          trouble: { code: 'ended', exitCode: 1, detail: 'no such host' },
          tools: 0,
          text: '',
        },
        { name: 'Notes', where: 'notes.example', state: 'off', trouble: null, tools: 0, text: '' },
      ],
    },
    words,
  );
  expect(report.split('\n').slice(2)).toEqual([
    '',
    'Tool servers:',
    '+ Files (npx): on, tools: 3',
    ...Array.from({ length: 10 }, (_, n) => `    line ${String(n + 20)}`),
    '- Postgres (npx): The program ended by itself (exit code 1).',
    '    no such host',
    '  Notes (notes.example): off',
  ]);
});

// The alerts of docs/operators/prometheus, judged by promtool: each is raised by what it is for, after the time that it waits, and by
// nothing else.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { alertsFile, readAlerts } from '../../server/metrics/alerts.ts';
import { canRun } from '../cached.ts';
import { describeWhere, here } from '../describe-where.ts';

type Series = Readonly<Record<string, string>>;

/** Values of a figure by the minute, in promtool's words: 0+60x90 begins at 0 and grows by 60 in each of 90 steps. */
const sound: Series = {
  'up{job="tallystick",instance="a"}': '1x90',
  'tallystick_build_info{instance="a"}': '1x90',
  'tallystick_audit_findings{of="money"}': '0x90',
  'tallystick_audit_findings{of="plans"}': '1x90',
  'tallystick_audit_timestamp_seconds{instance="a"}': '0+60x90',
  'tallystick_storage_readable{instance="a"}': '1x90',
  'tallystick_limits{state="shared",instance="a"}': '1x90',
  'tallystick_limits{state="alone",instance="a"}': '0x90',
  'tallystick_settings_differing{instance="a"}': '0x90',
  'tallystick_inbox_oldest_seconds{instance="a"}': '0x9 0+10x81',
  'tallystick_webhooks_rejected_total{rail="stripe",instance="a"}': '0x9 5x81',
  'tallystick_dead_letters{box="inbox",instance="a"}': '0x90',
  'tallystick_settlements_waiting{instance="a"}': '0x9 3x10 0x71',
  'tallystick_upstream_answer_seconds_count{upstream="gpu",end="whole",instance="a"}': '0+10x90',
  'tallystick_upstream_answer_seconds_count{upstream="gpu",end="refused",instance="a"}': '0+10x90',
  'tallystick_upstream_answer_seconds_count{upstream="gpu",end="stalled",instance="a"}': '0+1x90',
};

type Case = {
  readonly alert: string;
  /** In the place of those of a sound server. */
  readonly series: Series;
  /** The last minute in which nothing is told, and the first in which this is. */
  readonly minutes: readonly [before: number, raised: number];
  readonly labels?: Readonly<Record<string, string>>;
};

const a = { instance: 'a' };
const cases: readonly Case[] = [
  { alert: 'LedgerUnsound', series: { 'tallystick_audit_findings{of="money"}': '0x9 1x80' }, minutes: [9, 10] },
  {
    alert: 'LedgerOutOfReach',
    series: { 'tallystick_storage_readable{instance="a"}': '1x9 0x80' },
    minutes: [10, 11],
    labels: a,
  },
  {
    alert: 'NodeAway',
    series: { 'up{job="tallystick",instance="a"}': '1x9 0x80' },
    minutes: [11, 12],
    labels: { ...a, job: 'tallystick' },
  },
  {
    alert: 'ValkeyOutOfReach',
    series: {
      'tallystick_limits{state="shared",instance="a"}': '1x9 0x80',
      'tallystick_limits{state="alone",instance="a"}': '0x9 1x80',
    },
    minutes: [11, 12],
  },
  {
    alert: 'SettingsDiffer',
    series: { 'tallystick_settings_differing{instance="a"}': '0x9 2x80' },
    minutes: [9, 10],
    labels: a,
  },
  // A day and a quarter of an hour after the last one, which was at the start.
  {
    alert: 'NoAudit',
    series: {
      ...Object.fromEntries(Object.entries(sound).map(([name]) => [name, '0x1500'])),
      'up{job="tallystick",instance="a"}': '1x1500',
      'tallystick_build_info{instance="a"}': '1x1500',
      'tallystick_storage_readable{instance="a"}': '1x1500',
    },
    minutes: [1455, 1456],
  },
  { alert: 'NoAudit', series: { 'tallystick_audit_timestamp_seconds{instance="a"}': '_x90' }, minutes: [14, 15] },
  {
    alert: 'WebhooksWait',
    series: { 'tallystick_inbox_oldest_seconds{instance="a"}': '0x9 60+60x81' },
    minutes: [24, 25],
  },
  {
    alert: 'WebhooksRejected',
    series: { 'tallystick_webhooks_rejected_total{rail="stripe",instance="a"}': '0x9 6x80' },
    minutes: [9, 10],
    labels: { rail: 'stripe' },
  },
  {
    alert: 'DeadLetters',
    series: { 'tallystick_dead_letters{box="inbox",instance="a"}': '0x9 1x80' },
    minutes: [9, 10],
    labels: { box: 'inbox' },
  },
  {
    alert: 'SettlementsWait',
    series: { 'tallystick_settlements_waiting{instance="a"}': '0x9 3x80' },
    minutes: [24, 25],
    labels: a,
  },
  {
    alert: 'UpstreamFails',
    series: {
      'tallystick_upstream_answer_seconds_count{upstream="gpu",end="stalled",instance="a"}': '0+8x90',
      'tallystick_upstream_answer_seconds_count{upstream="gpu",end="refused",instance="a"}': '0+8x90',
    },
    minutes: [5, 6],
    labels: { upstream: 'gpu' },
  },
];

const alerts = readAlerts();
const promtool = here(await canRun('promtool', ['--version']), 'promtool, which comes with Prometheus');

describeWhere('the alerts', promtool, () => {
  it('of each alert a case is known', () => {
    expect(new Set(cases.map(({ alert }) => alert))).toEqual(new Set(alerts.map(({ alert }) => alert)));
  });

  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'tallystick-alerts-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('the file is taken by Prometheus', () => {
    expect(spawnSync('promtool', ['check', 'rules', alertsFile], { encoding: 'utf8' })).toMatchObject({ status: 0 });
  });

  it.each(cases)('$alert is raised by what it is for, in its time, and nothing else is', (one) => {
    const file = path.join(folder, 'case.yaml');
    writeFileSync(file, stringify({ rule_files: [alertsFile], evaluation_interval: '1m', tests: [judged(one)] }));
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
    expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });
});

function judged({ alert, series, minutes: [before, raised], labels = {} }: Case): object {
  const all = Object.entries({ ...sound, ...series });
  const expected = { exp_labels: labels, exp_annotations: annotations(alert, labels) };
  return {
    interval: '1m',
    input_series: all.map(([name, values]) => ({ series: name, values })),
    alert_rule_test: alerts.flatMap(({ alert: name }) => [
      { eval_time: `${before}m`, alertname: name, exp_alerts: [] },
      { eval_time: `${raised}m`, alertname: name, exp_alerts: name === alert ? [expected] : [] },
    ]),
  };
}

/** As Prometheus fills them in. */
function annotations(alert: string, labels: Readonly<Record<string, string>>): object {
  const written: Readonly<Record<string, string>> = alerts.find((one) => one.alert === alert)?.annotations ?? {};
  const filled = (text: string): string =>
    text.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_all, name: string) => String(labels[name]));
  return Object.fromEntries(Object.entries(written).map(([name, text]) => [name, filled(text)]));
}

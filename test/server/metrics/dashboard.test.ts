// The dashboard and the alerts ask only for figures and labels that there are.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { createFigures } from '../../../server/metrics/figures.ts';
import { readAlerts } from './alerts.ts';
import { readDashboard } from './dashboard.ts';

const dashboard = readDashboard();
const queries = dashboard.panels.flatMap(({ title, targets = [] }) => targets.map((target) => ({ title, ...target })));

/** What Prometheus adds to each sample of a target, and to `up`, its own figure of whether the target answers. */
const ofPrometheus = ['job', 'instance'];

type Known = ReadonlyMap<string, ReadonlySet<string>>;

/** Each name that a figure tells samples under, with its labels. */
async function known(): Promise<Known> {
  const { registry } = createFigures();
  const own = (await registry.getMetricsAsJSON()).flatMap(({ name, type }) => {
    const metric: unknown = registry.getSingleMetric(name);
    const labels = z.object({ labelNames: z.array(z.string()) }).parse(metric).labelNames;
    const all = new Set([...labels, ...ofPrometheus]);
    return String(type) === 'histogram'
      ? [
          [`${name}_bucket`, new Set([...all, 'le'])] as const,
          [`${name}_sum`, all] as const,
          [`${name}_count`, all] as const,
        ]
      : [[name, all] as const];
  });
  return new Map([...own, ['up', new Set(ofPrometheus)]]);
}

/** The figures that a query names, and the labels by which it chooses and groups them. */
function namesIn(query: string) {
  const words = query.replaceAll(/"[^"]*"/g, '""');
  const figures = [...words.matchAll(/\b((?:tallystick|process|nodejs)_[a-z0-9_]+|up\b)/g)].map(([name]) => name);
  const chosen = [...words.matchAll(/[{,]\s*([a-z_]+)(?==|!)/g)].map(([, label = '']) => label);
  const grouped = [...words.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, labels = '']) => labels.split(/,\s*/));
  return { figures, labels: [...chosen, ...grouped] };
}

function unknownIn(query: string, all: Known): readonly string[] {
  const { figures, labels } = namesIn(query);
  const missing = figures.filter((name) => !all.has(name));
  return [...missing, ...labels.filter((label) => !figures.some((name) => all.get(name)?.has(label) === true))];
}

it('every query names figures and labels that the server has', async () => {
  const all = await known();
  expect(queries.length).toBeGreaterThan(40);
  for (const { title, expr } of queries) {
    expect([title, namesIn(expr).figures.length > 0]).toEqual([title, true]);
    expect([title, unknownIn(expr, all)]).toEqual([title, []]);
  }
});

it('every alert asks for figures and labels that the server has, and watching.md tells of it', async () => {
  const all = await known();
  const told = readFileSync(join(import.meta.dirname, '../../../docs/operators/watching.md'), 'utf8');
  const named = [...told.matchAll(/^\| `([A-Z]\w+)` \|/gm)].map(([, name]) => name);
  expect(named).toEqual(readAlerts().map(({ alert }) => alert));
  for (const { alert, expr } of readAlerts()) expect([alert, unknownIn(expr, all)]).toEqual([alert, []]);
});

it('every legend names labels that its query keeps', () => {
  for (const { title, expr, legendFormat } of queries) {
    const { labels } = namesIn(expr);
    const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
    expect([title, shown.filter((label) => !labels.includes(label))]).toEqual([title, []]);
  }
});

it('every figure of the server’s own stands on it', async () => {
  const text = JSON.stringify(dashboard);
  const own = [...(await known()).keys()].filter((name) => name.startsWith('tallystick_'));
  const bases = new Set(own.map((name) => name.replace(/_(bucket|sum|count)$/, '')));
  expect([...bases].filter((name) => !text.includes(name))).toEqual([]);
});

it('panels have numbers of their own, and do not overlap', () => {
  const { panels } = dashboard;
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  for (const [i, { title, gridPos: one }] of panels.entries()) {
    expect(one.x + one.w).toBeLessThanOrEqual(24);
    for (const { title: other, gridPos } of panels.slice(i + 1)) {
      const isBeside = one.x + one.w <= gridPos.x || gridPos.x + gridPos.w <= one.x;
      const isBelow = one.y + one.h <= gridPos.y || gridPos.y + gridPos.h <= one.y;
      expect([title, other, isBeside || isBelow]).toEqual([title, other, true]);
    }
  }
});

it('a query for a figure or a label that there is not would be found', async () => {
  const all = await known();
  expect(unknownIn('sum(rate(tallystick_hold_total{job="x"}[1m]))', all)).toContain('tallystick_hold_total');
  expect(unknownIn('sum by (account) (tallystick_open_holds)', all)).toEqual(['account']);
});

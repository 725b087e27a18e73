// The dashboard for Grafana that operators are given, read for the tests.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const file = join(import.meta.dirname, '../../../docs/operators/grafana/tallystick.json');

const Target = z.object({ expr: z.string(), legendFormat: z.string() });
const Panel = z.object({
  id: z.int(),
  title: z.string().min(1),
  type: z.enum(['row', 'stat', 'timeseries']),
  description: z.string().min(1).optional(),
  gridPos: z.object({ h: z.int(), w: z.int(), x: z.int(), y: z.int() }),
  targets: z.array(Target).min(1).optional(),
});
const Dashboard = z.object({
  uid: z.literal('tallystick'),
  panels: z.array(Panel),
  templating: z.object({ list: z.array(z.object({ name: z.string() })) }),
});

export function readDashboard(): z.infer<typeof Dashboard> {
  return Dashboard.parse(JSON.parse(readFileSync(file, 'utf8')));
}

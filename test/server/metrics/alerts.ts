// The alerts that operators are given, read for the tests.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

export const alertsFile = join(import.meta.dirname, '../../../docs/operators/prometheus/alerts.yaml');

const Alert = z.strictObject({
  alert: z.string(),
  expr: z.string(),
  for: z.string().optional(),
  annotations: z.strictObject({ summary: z.string().min(1), action: z.string().min(1) }),
});
const File = z.strictObject({
  groups: z.tuple([z.strictObject({ name: z.literal('tallystick'), rules: z.array(Alert).min(1) })]),
});

export function readAlerts(): readonly z.infer<typeof Alert>[] {
  return File.parse(parse(readFileSync(alertsFile, 'utf8'))).groups[0].rules;
}

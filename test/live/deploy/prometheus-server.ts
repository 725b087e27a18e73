// Prometheus of this computer, with the scrape and the alerts that operators are given: only the addresses are the test's, and it asks
// each second.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { alertsFile } from '../../server/metrics/alerts.ts';
import { freePort } from '../../support/app/free-port.ts';
import { until } from '../../support/companion.ts';
import { canRun } from '../cached.ts';

const Sample = z.object({
  metric: z.record(z.string(), z.string()),
  value: z.tuple([z.number(), z.string()]).transform(([, value]) => Number(value)),
});
const Answer = z.discriminatedUnion('status', [
  z.object({ status: z.literal('success'), data: z.unknown() }),
  z.object({ status: z.literal('error'), error: z.string() }),
]);
const Vector = z.object({ resultType: z.literal('vector'), result: z.array(Sample) });

export type PrometheusServer = {
  /** What a query comes to now. Throws with what Prometheus says against it. */
  query(expr: string): Promise<readonly z.infer<typeof Sample>[]>;
  /** Any other question of its API, such as "rules". */
  ask(what: string): Promise<unknown>;
  close(): Promise<void>;
};

export const prometheusIsHere = (): Promise<boolean> => canRun('prometheus', ['--version']);

/** `targets`: "host:port" of each node’s figures. */
export async function startPrometheus(targets: readonly string[]): Promise<PrometheusServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tallystick-prometheus-'));
  const file = path.join(folder, 'prometheus.yml');
  writeFileSync(file, stringify(configOf(targets)));
  const listens = `127.0.0.1:${await freePort()}`;
  const options = [`--config.file=${file}`, `--storage.tsdb.path=${folder}/data`, `--web.listen-address=${listens}`];
  const child = spawn('prometheus', [...options, '--log.level=error'], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const api = async (question: string): Promise<unknown> => {
    const answer = Answer.parse(await (await fetch(`http://${listens}/api/v1/${question}`)).json());
    if (answer.status === 'error') throw new Error(`${question}: ${answer.error}`);
    return answer.data;
  };
  const isReady = () =>
    fetch(`http://${listens}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until(isReady, (ready) => {
    if (child.exitCode !== null) throw new Error(`Prometheus ended with ${child.exitCode}`);
    return ready;
  });
  return {
    query: async (expr) => Vector.parse(await api(`query?query=${encodeURIComponent(expr)}`)).result,
    ask: api,
    async close() {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const Scrapes = z.object({
  scrape_configs: z.tuple([z.looseObject({ static_configs: z.tuple([z.object({ targets: z.array(z.string()) })]) })]),
});

/** The two pieces of prometheus.yml that docs/operators/watching.md shows, with the test's own addresses. */
function configOf(targets: readonly string[]): object {
  const text = readFileSync(path.join(import.meta.dirname, '../../../docs/operators/watching.md'), 'utf8');
  const shown = [...text.matchAll(/^```yaml\n(.+?)^```$/gms)].map(([, yaml = '']): unknown => parse(yaml));
  const {
    scrape_configs: [scrape],
  } = Scrapes.parse(Object.assign({}, ...shown));
  return {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [alertsFile],
    scrape_configs: [{ ...scrape, static_configs: [{ targets }] }],
  };
}

// What a node tells Prometheus of a ledger in PostgreSQL: the same figures, and those of its connections.
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { call, startCompanion } from '../../support/companion.ts';
import { figuresAt, sumOf } from '../../server/metrics/read-figures.ts';
import { labelValues, unforeseen } from '../../server/metrics/label-values.ts';
import { describeOnPostgres } from './on-postgres.ts';

await describeOnPostgres('the figures of a node', (cluster) => {
  it('tell of the database, of its connections, and what waits there', async () => {
    const server = await startCompanion({
      DATABASE_URL: cluster.url(await cluster.create()),
      ANON_SALT: 'the same salt on every node of these',
      METRICS_PORT: '0',
    });
    const body = { id: randomUUID(), model: 'llama3.2:1b', venue: 'local' };
    expect((await call(server.url, 'POST /v1/holds', { as: 'client-1234', body })).status).toBe(201);
    const samples = await figuresAt(server.metricsUrl);
    const sum = (name: string, labels = {}) => sumOf(samples, name, labels);
    expect(unforeseen(samples, labelValues(server, []))).toEqual([]);
    expect(sum('tallystick_build_info', { store: 'postgres' })).toBe(1);
    expect(sum('tallystick_storage_readable')).toBe(1);
    expect(sum('tallystick_open_holds')).toBe(1);
    expect(sum('tallystick_storage_commit_seconds_count')).toBeGreaterThan(0);
    expect(sum('tallystick_storage_connections')).toBeGreaterThan(0);
    expect(samples.some(({ name }) => name === 'tallystick_storage_file_bytes')).toBe(false);
    await server.close();
  });
});

// The example for Kubernetes agrees with the server's settings and with itself.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { loadSettings, settingNames } from '../../../server/settings/config.ts';
import { env, file, pod, secrets, server, settings, spec } from './manifests.ts';
import { closeSeconds, folder, probes, readySeconds, yamlOf } from './read-deploy.ts';

it('every variable is one that the server reads, and with the secrets filled in they are right', () => {
  expect(Object.keys(env).filter((name) => !settingNames.includes(name))).toEqual([]);
  expect(server.envFrom.map((from) => Object.values(from)[0]?.name)).toEqual([
    settings.metadata.name,
    secrets.metadata.name,
  ]);
  const filled = { ...env, ANON_SALT: 'x'.repeat(32), ADMIN_API_KEY: 'y'.repeat(32) };
  expect(loadSettings(filled)).toMatchObject({ NODE_ENV: 'production', HOST: '0.0.0.0', METRICS_HOST: '0.0.0.0' });
});

it('ports and probes are those of the server', () => {
  const port = (name: string) => server.ports.find((one) => one.name === name)?.containerPort;
  expect([port('http'), port('metrics')].map(String)).toEqual([env['PORT'], env['METRICS_PORT']]);
  const { annotations } = spec.template.metadata;
  expect([annotations['prometheus.io/port'], annotations['prometheus.io/path']]).toEqual([
    env['METRICS_PORT'],
    '/metrics',
  ]);
  const { startupProbe, livenessProbe, readinessProbe } = server;
  for (const { httpGet } of [startupProbe, livenessProbe, readinessProbe]) {
    expect(probes).toContain(httpGet.path);
    expect(httpGet.port).toBe('http');
  }
  // Started anew only where the process does not answer; without requests where it cannot take money.
  const paths = [startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet.path);
  expect(paths).toEqual(['/healthz', '/healthz', '/readyz']);
  expect(readinessProbe.timeoutSeconds).toBeGreaterThan(readySeconds);
});

it('a pod that is told to go has the time that the server takes', () => {
  const [, wait] = server.lifecycle.preStop.exec.command;
  const grace = Number(env['SHUTDOWN_GRACE_SECONDS']);
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(wait + grace + closeSeconds);
});

it('what is mounted is there, and the ledger’s folder outlives the pod', () => {
  const claims = spec.volumeClaimTemplates.map(({ metadata }) => metadata.name);
  const volumes = [...claims, ...pod.volumes.map(({ name }) => name)];
  expect(server.volumeMounts.filter(({ name }) => !volumes.includes(name))).toEqual([]);
  const ledger = env['DB_PATH']?.replace(/\/[^/]+$/, '');
  expect(claims).toContain(server.volumeMounts.find(({ mountPath }) => mountPath === ledger)?.name);
});

it('kustomize takes every file but the example of the secrets, and the image that the pods name', () => {
  const kustomization = z
    .object({ resources: z.array(z.string()), images: z.tuple([z.object({ name: z.string(), newTag: z.string() })]) })
    .parse(yamlOf(file('kustomization')));
  const there = readdirSync(join(folder, 'kubernetes'));
  const others = there.filter((name) => !/^(kustomization|secrets\.example)\.yaml$/.test(name));
  expect(kustomization.resources.toSorted()).toEqual(others.toSorted());
  const { version } = JSON.parse(readFileSync(join(folder, '../server/package.json'), 'utf8'));
  expect(kustomization.images).toMatchObject([{ name: server.image, newTag: version }]);
});

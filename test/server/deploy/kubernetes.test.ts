// The example for Kubernetes agrees with the server's settings and with itself.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { loadSettings, settingNames } from '../../../server/settings/config.ts';
import { closeSeconds, probes, yamlOf, yamlsOf } from './read-deploy.ts';

const file = (name: string) => `kubernetes/${name}.yaml`;
const Labels = z.record(z.string(), z.string());
const Probe = z.object({
  httpGet: z.object({ path: z.string(), port: z.string() }),
  timeoutSeconds: z.int().optional(),
});
const Container = z.object({
  image: z.string(),
  env: z.array(z.object({ name: z.string(), value: z.string() })),
  envFrom: z.tuple([
    z.object({ configMapRef: z.object({ name: z.string() }) }),
    z.object({ secretRef: z.object({ name: z.string() }) }),
  ]),
  ports: z.array(z.object({ name: z.string(), containerPort: z.int() })),
  startupProbe: Probe,
  livenessProbe: Probe,
  readinessProbe: Probe,
  lifecycle: z.object({
    preStop: z.object({ exec: z.object({ command: z.tuple([z.literal('sleep'), z.coerce.number()]) }) }),
  }),
  securityContext: z.object({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
  }),
  volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
});
const Nodes = z.object({
  kind: z.literal('StatefulSet'),
  spec: z.object({
    serviceName: z.string(),
    replicas: z.int().min(2),
    selector: z.object({ matchLabels: Labels }),
    template: z.object({
      metadata: z.object({ labels: Labels, annotations: Labels }),
      spec: z.object({
        terminationGracePeriodSeconds: z.int(),
        securityContext: z.object({ runAsNonRoot: z.literal(true) }),
        containers: z.tuple([Container]),
        volumes: z.array(z.object({ name: z.string() })),
      }),
    }),
    volumeClaimTemplates: z.array(z.object({ metadata: z.object({ name: z.string() }) })),
  }),
});
const Named = z.object({ kind: z.string(), metadata: z.object({ name: z.string() }) });
const Settings = Named.extend({ data: Labels });
const Secrets = Named.extend({ stringData: Labels });
const Service = Named.extend({
  kind: z.literal('Service'),
  spec: z.object({ selector: Labels, ports: z.array(z.object({ name: z.string(), targetPort: z.string() })) }),
});
const Budget = Named.extend({
  spec: z.object({ maxUnavailable: z.literal(1), selector: z.object({ matchLabels: Labels }) }),
});
const Network = Named.extend({
  spec: z.object({
    podSelector: z.object({ matchLabels: Labels }),
    ingress: z.array(z.object({ ports: z.tuple([z.object({ port: z.string() })]) })),
  }),
});

const { spec } = Nodes.parse(yamlOf(file('nodes')));
const pod = spec.template.spec;
const [server] = pod.containers;
const settings = Settings.parse(yamlOf(file('settings')));
const secrets = Secrets.parse(yamlOf(file('secrets.example')));
const services = yamlsOf(file('service')).flatMap((one) => Service.safeParse(one).data ?? []);
const env = {
  ...settings.data,
  ...secrets.stringData,
  ...Object.fromEntries(server.env.map(({ name, value }) => [name, value])),
};

it('every variable is one that the server reads, and with the secrets filled in they are right', () => {
  expect(Object.keys(env).filter((name) => !settingNames.includes(name))).toEqual([]);
  expect(server.envFrom.map((from) => Object.values(from)[0]?.name)).toEqual([
    settings.metadata.name,
    secrets.metadata.name,
  ]);
  const filled = { ...env, ANON_SALT: 'x'.repeat(32), ADMIN_API_KEY: 'y'.repeat(32) };
  expect(loadSettings(filled)).toMatchObject({ NODE_ENV: 'production', HOST: '0.0.0.0' });
});

it('ports and probes are those of the server', () => {
  const port = (name: string) => server.ports.find((one) => one.name === name)?.containerPort;
  expect([port('http'), port('metrics')].map(String)).toEqual([env['PORT'], env['METRICS_PORT']]);
  expect(spec.template.metadata.annotations['prometheus.io/port']).toBe(env['METRICS_PORT']);
  const { startupProbe, livenessProbe, readinessProbe } = server;
  for (const { httpGet } of [startupProbe, livenessProbe, readinessProbe]) {
    expect(probes).toContain(httpGet.path);
    expect(httpGet.port).toBe('http');
  }
  // Started anew only where the process does not answer; without requests where it cannot take money.
  expect([livenessProbe.httpGet.path, readinessProbe.httpGet.path]).toEqual(['/healthz', '/readyz']);
});

it('a pod that is told to go has the time that the server takes', () => {
  const [, wait] = server.lifecycle.preStop.exec.command;
  const grace = Number(env['SHUTDOWN_GRACE_SECONDS']);
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(wait + grace + closeSeconds);
});

it('everything that chooses pods chooses these, and names ports that they have', () => {
  const { labels } = spec.template.metadata;
  const budget = Budget.parse(yamlOf(file('disruption')));
  const network = Network.parse(yamlOf(file('network')));
  const selectors = [
    spec.selector.matchLabels,
    budget.spec.selector.matchLabels,
    network.spec.podSelector.matchLabels,
    ...services.map((one) => one.spec.selector),
  ];
  expect(services.length).toBe(2);
  for (const selector of selectors) expect(labels).toMatchObject(selector);
  const ports = server.ports.map(({ name }) => name);
  const named = [
    ...services.flatMap((one) => one.spec.ports.map(({ targetPort }) => targetPort)),
    ...network.spec.ingress.flatMap((one) => one.ports.map(({ port }) => port)),
  ];
  expect(named.filter((name) => !ports.includes(name))).toEqual([]);
  expect(services.map(({ metadata }) => metadata.name)).toContain(spec.serviceName);
});

it('what is mounted is there, and the ledger’s folder outlives the pod', () => {
  const claims = spec.volumeClaimTemplates.map(({ metadata }) => metadata.name);
  const volumes = [...claims, ...pod.volumes.map(({ name }) => name)];
  expect(server.volumeMounts.filter(({ name }) => !volumes.includes(name))).toEqual([]);
  const folder = env['DB_PATH']?.replace(/\/[^/]+$/, '');
  expect(claims).toContain(server.volumeMounts.find(({ mountPath }) => mountPath === folder)?.name);
});

it('kustomize takes every file but the example of the secrets, and the image that the pods name', () => {
  const kustomization = z
    .object({ resources: z.array(z.string()), images: z.tuple([z.object({ name: z.string() })]) })
    .parse(yamlOf(file('kustomization')));
  const there = readdirSync(join(import.meta.dirname, '../../../deploy/kubernetes'));
  const others = there.filter((name) => !/^(kustomization|secrets\.example)\.yaml$/.test(name));
  expect(kustomization.resources.toSorted()).toEqual(others.toSorted());
  expect(kustomization.images[0].name).toBe(server.image);
});

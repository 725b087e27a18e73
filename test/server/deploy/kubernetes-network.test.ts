// How pods are found and reached in the example for Kubernetes: by whom, under which name, and for how long.
import { expect, it } from 'vitest';
import { loadSettings } from '../../../server/settings/config.ts';
import { usual } from '../../../server/settings/upstream-settings.ts';
import { budget, env, ingresses, network, server, services, settings, spec } from './manifests.ts';

it('everything that chooses pods chooses these, and names ports that they have', () => {
  const { labels } = spec.template.metadata;
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
});

it('each pod has a name of its own, under the service that has no address', () => {
  const nameless = services.filter((one) => one.spec.clusterIP === 'None').map(({ metadata }) => metadata.name);
  expect(nameless).toEqual([spec.serviceName]);
});

it('the API is open to the ingress controller alone, and the figures to Prometheus', () => {
  const open = network.spec.ingress.map(({ from: [{ namespaceSelector }], ports: [{ port }] }) => [
    port,
    ...Object.values(namespaceSelector.matchLabels),
  ]);
  expect(open).toEqual([
    ['http', 'ingress-nginx'],
    ['metrics', 'monitoring'],
  ]);
});

it('the ingress leads the server’s own name to its service, and cuts neither streams nor what they may bring', () => {
  expect(ingresses.length).toBe(1);
  for (const { metadata, spec: way } of ingresses) {
    const [{ host, http }] = way.rules;
    expect([`https://${host}`, way.tls[0].hosts]).toEqual([settings.data['PUBLIC_URL'], [host]]);
    const { name, port } = http.paths[0].backend.service;
    const led = services.find((one) => one.metadata.name === name)?.spec.ports.find((one) => one.name === port.name);
    expect(led?.targetPort).toBe('http');
    const said = (what: string): string => metadata.annotations[`nginx.ingress.kubernetes.io/proxy-${what}`] ?? '';
    expect([said('buffering'), said('request-buffering')]).toEqual(['off', 'off']);
    expect(1000 * Number(said('read-timeout'))).toBeGreaterThan(usual.first_byte_ms);
    // nginx counts a megabyte as 1,048,576 bytes.
    expect(2 ** 20 * Number(/^(\d+)m$/.exec(said('body-size'))?.[1])).toBeGreaterThanOrEqual(bodyBytesMax());
  }
});

function bodyBytesMax(): number {
  const all = loadSettings({ ...env, ANON_SALT: 'x'.repeat(32), ADMIN_API_KEY: 'y'.repeat(32) });
  return all.HOSTED_BODY_BYTES_MAX;
}

// The example for Kubernetes, read by what a cluster needs of it: pods that its strictest rules let in, and what belongs to them.
import { z } from 'zod';
import { yamlOf, yamlsOf } from './read-deploy.ts';

/** One of the manifests. */
export const file = (name: string) => `kubernetes/${name}.yaml`;
const Labels = z.record(z.string(), z.string());
const Probe = z.object({
  httpGet: z.object({ path: z.string(), port: z.string() }),
  timeoutSeconds: z.int().default(1),
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
        securityContext: z.object({
          runAsNonRoot: z.literal(true),
          runAsUser: z.int().min(1),
          seccompProfile: z.object({ type: z.literal('RuntimeDefault') }),
        }),
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
const Backend = z.object({ service: z.object({ name: z.string(), port: z.object({ name: z.string() }) }) });
const Service = Named.extend({
  kind: z.literal('Service'),
  spec: z.object({
    clusterIP: z.string().optional(),
    selector: Labels,
    ports: z.array(z.object({ name: z.string(), targetPort: z.string() })),
  }),
});
const Ingress = Named.extend({
  kind: z.literal('Ingress'),
  metadata: z.object({ name: z.string(), annotations: Labels }),
  spec: z.object({
    tls: z.tuple([z.object({ hosts: z.tuple([z.string()]) })]),
    rules: z.tuple([
      z.object({ host: z.string(), http: z.object({ paths: z.tuple([z.object({ backend: Backend })]) }) }),
    ]),
  }),
});
const Budget = Named.extend({
  spec: z.object({ maxUnavailable: z.literal(1), selector: z.object({ matchLabels: Labels }) }),
});
const Network = Named.extend({
  spec: z.object({
    podSelector: z.object({ matchLabels: Labels }),
    policyTypes: z.tuple([z.literal('Ingress')]),
    ingress: z.array(
      z.object({
        from: z.tuple([z.object({ namespaceSelector: z.object({ matchLabels: Labels }) })]),
        ports: z.tuple([z.object({ port: z.string() })]),
      }),
    ),
  }),
});

export const { spec } = Nodes.parse(yamlOf(file('nodes')));
export const pod = spec.template.spec;
export const [server] = pod.containers;
export const settings = Settings.parse(yamlOf(file('settings')));
export const secrets = Secrets.parse(yamlOf(file('secrets.example')));
export const services = yamlsOf(file('service')).flatMap((one) => Service.safeParse(one).data ?? []);
export const ingresses = yamlsOf(file('service')).flatMap((one) => Ingress.safeParse(one).data ?? []);
export const budget = Budget.parse(yamlOf(file('disruption')));
export const network = Network.parse(yamlOf(file('network')));
/** What a container of the server finds in its environment. */
export const env = {
  ...settings.data,
  ...secrets.stringData,
  ...Object.fromEntries(server.env.map(({ name, value }) => [name, value])),
};

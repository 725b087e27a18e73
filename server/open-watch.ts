// Opens what watches the server, as the settings say: figures, and traces. Where they say nothing, nothing is loaded, and nothing
// stands between the parts.
import type { AppDeps } from './app.ts';
import type { Provider } from './contract/orders/orders.ts';
import { urlOf } from './http/listening-url.ts';
import type { Clock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { OpenNow } from './metrics/read-on-scrape.ts';
import type { ServerSettings } from './settings/config.ts';
import type { CommitTold } from './storage/upkeep.ts';
import type { Storage } from './storage/storage.ts';
import type { Tracing } from './tracing/tracing.ts';
import type { Upstream } from './upstream/upstream.ts';
import type { UsecaseParts, Usecases } from './usecases/create-usecases.ts';
import packageFile from './package.json' with { type: 'json' };

/** What the store tells. */
export type EngineWatch = { readonly onCommit?: CommitTold; readonly onRepeat?: (why: string) => void };

/** What is there when the server listens. */
type StartsWith = {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly open: OpenNow;
  readonly rails: readonly Provider[];
};

export type Watch = {
  readonly engine: EngineWatch;
  readonly usecases: Pick<UsecaseParts, 'onWebhook' | 'aroundWebhook'>;
  readonly http: Pick<AppDeps, 'onAnswered' | 'around'>;
  readonly storage: (storage: Storage, clock: Clock) => Storage;
  readonly upstream: (upstream: Upstream, setting: { readonly isTraced: boolean }) => Upstream;
  readonly around: (usecases: Usecases) => Usecases;
  /** Resolves with where the figures are; null: nowhere. Throws what listening throws. */
  start(at: StartsWith): Promise<string | null>;
  /** May be called twice. */
  close(): Promise<void>;
};

export async function openWatch(
  settings: ServerSettings,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<Watch> {
  const { METRICS_PORT: port, METRICS_HOST: host, DATABASE_URL: database } = settings;
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = settings;
  const { version } = packageFile;
  const store = database === undefined ? 'sqlite' : 'postgres';
  const metrics = port === undefined ? null : (await import('./metrics/metrics.ts')).createMetrics({ version, store });
  const tracing = endpoint === undefined ? null : await import('./tracing/tracing.ts');
  const counted = metrics === null || port === undefined ? nobodyWatches : withMetrics(metrics, { host, port });
  if (tracing === null || endpoint === undefined) return counted;
  return withTracing(counted, tracing.openTracing({ endpoint, version, clock, log }));
}

const nobodyWatches: Watch = {
  engine: {},
  usecases: {},
  http: {},
  storage: (storage) => storage,
  upstream: (upstream) => upstream,
  around: (usecases) => usecases,
  start: () => Promise.resolve(null),
  close: () => Promise.resolve(),
};

function withMetrics(metrics: Metrics, at: { readonly host: string; readonly port: number }): Watch {
  const { onAnswered, onWebhook, onCommit, onRepeat, storage, upstream } = metrics;
  const listening: { close: () => Promise<void> } = { close: () => Promise.resolve() };
  return {
    ...nobodyWatches,
    engine: { onCommit, onRepeat },
    usecases: { onWebhook },
    http: { onAnswered },
    storage,
    upstream,
    async start(now) {
      const listener = await metrics.listen(at, now);
      listening.close = listener.close;
      return `${urlOf(listener.address)}/metrics`;
    },
    close: () => listening.close(),
  };
}

/** Spans around what is counted: what counting takes is seen in them. */
function withTracing(counted: Watch, tracing: Tracing): Watch {
  const { engine, usecases, http, storage, upstream, close } = counted;
  return {
    ...counted,
    engine: {
      ...engine,
      onCommit(commit) {
        engine.onCommit?.(commit);
        tracing.onCommit(commit);
      },
    },
    usecases: { ...usecases, aroundWebhook: tracing.webhook },
    http: { ...http, around: tracing.requests },
    storage: (given, clock) => tracing.storage(storage(given, clock)),
    upstream: (given, setting) => tracing.upstream(upstream(given, setting), setting.isTraced),
    around: tracing.usecases,
    async close() {
      await Promise.all([close(), tracing.close()]);
    },
  };
}

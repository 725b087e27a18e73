// Opens what watches the server, as the settings say. Where they say nothing, nothing is loaded, and nothing stands between the parts.
import type { AppDeps } from './app.ts';
import { urlOf } from './http/listening-url.ts';
import type { Clock } from './lib/clock.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { OpenNow } from './metrics/read-on-scrape.ts';
import type { ServerSettings } from './settings/config.ts';
import type { CommitTold } from './storage/upkeep.ts';
import type { Storage } from './storage/storage.ts';
import type { Upstream } from './upstream/upstream.ts';
import type { UsecaseParts } from './usecases/create-usecases.ts';
import packageFile from './package.json' with { type: 'json' };

/** What the store tells. */
export type EngineWatch = { readonly onCommit?: CommitTold; readonly onRepeat?: (why: string) => void };

export type Watch = {
  readonly engine: EngineWatch;
  readonly usecases: Pick<UsecaseParts, 'onWebhook'>;
  readonly http: Pick<AppDeps, 'onAnswered'>;
  readonly storage: (storage: Storage, clock: Clock) => Storage;
  readonly upstream: (upstream: Upstream) => Upstream;
  /** Resolves with where the figures are; null: nowhere. Throws what listening throws. */
  start(at: { readonly storage: Storage; readonly clock: Clock; readonly open: OpenNow }): Promise<string | null>;
  /** May be called twice. */
  close(): Promise<void>;
};

export async function openWatch(settings: ServerSettings): Promise<Watch> {
  const { METRICS_PORT: port, METRICS_HOST: host, DATABASE_URL: database } = settings;
  if (port === undefined) return nobodyWatches;
  const { createMetrics } = await import('./metrics/metrics.ts');
  const store = database === undefined ? 'sqlite' : 'postgres';
  return withMetrics(createMetrics({ version: packageFile.version, store }), { host, port });
}

const nobodyWatches: Watch = {
  engine: {},
  usecases: {},
  http: {},
  storage: (storage) => storage,
  upstream: (upstream) => upstream,
  start: () => Promise.resolve(null),
  close: () => Promise.resolve(),
};

function withMetrics(metrics: Metrics, at: { readonly host: string; readonly port: number }): Watch {
  const { onAnswered, onWebhook, onCommit, onRepeat, storage, upstream } = metrics;
  const listening: { close: () => Promise<void> } = { close: () => Promise.resolve() };
  return {
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

// The figures and everything that fills them: what other parts tell, what is counted on the way to the store and to the upstreams,
// and what is looked up when somebody asks.
import type { Provider } from '../contract/orders/orders.ts';
import type { Clock } from '../lib/clock.ts';
import type { CommitTold } from '../storage/upkeep.ts';
import type { Storage } from '../storage/storage.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { createFigures } from './figures.ts';
import { type MetricsListener, listenForMetrics } from './metrics-listener.ts';
import { type ScrapeDeps, readOnScrape } from './read-on-scrape.ts';
import { watchStorage } from './watch-storage.ts';
import { watchUpstream } from './watch-upstream.ts';

/** As the HTTP side tells it; null: what no route has. */
export type AnsweredRequest = {
  readonly route: string | null;
  readonly method: string | null;
  readonly status: number;
  readonly ms: number;
};

/** As the use cases tell it. */
export type WebhookNews =
  | { readonly kind: 'rejected'; readonly provider: Provider }
  | { readonly kind: 'booked'; readonly provider: Provider; readonly afterMs: number };

export type Metrics = ReturnType<typeof createMetrics>;

export function createMetrics({ version, store }: { readonly version: string; readonly store: 'sqlite' | 'postgres' }) {
  const figures = createFigures();
  const { registry } = figures;
  // Without a first audit there is no time of the last one: 0 would be 1970.
  figures.auditedAt.remove();
  figures.build.set({ version, node: process.versions.node, store }, 1);

  return {
    onAnswered: ({ route, method, status, ms }: AnsweredRequest): void => {
      const labels = { route: route ?? 'none', method: method ?? 'other', status: `${Math.floor(status / 100)}xx` };
      figures.requests.observe(labels, ms / 1000);
    },
    onWebhook: (news: WebhookNews): void => {
      const labels = { rail: news.provider };
      if (news.kind === 'rejected') figures.webhooksRejected.inc(labels);
      else figures.webhookLag.observe(labels, news.afterMs / 1000);
    },
    onCommit: ({ ms, commands }: Parameters<CommitTold>[0]): void => {
      figures.commits.observe(ms / 1000);
      figures.commands.inc(commands);
    },
    onRepeat: (why: string): void => figures.repeats.inc({ why }),
    storage: (storage: Storage, clock: Clock): Storage => watchStorage(storage, figures, clock),
    upstream: (upstream: Upstream): Upstream => watchUpstream(upstream, figures),
    /** Throws what listening throws, such as EADDRINUSE. */
    listen(
      at: { readonly host: string; readonly port: number },
      { rails, ...deps }: Omit<ScrapeDeps, 'figures'> & { readonly rails: readonly Provider[] },
    ): Promise<MetricsListener> {
      // Prometheus sees that a number grows only where it has seen it before.
      for (const rail of rails) figures.webhooksRejected.inc({ rail }, 0);
      const read = readOnScrape({ ...deps, figures });
      return listenForMetrics(at, {
        type: registry.contentType,
        async render() {
          await read();
          return registry.metrics();
        },
      });
    },
  };
}

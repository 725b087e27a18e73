// Sends spans to an OpenTelemetry collector, in batches and within bounds: a collector that is away or hangs costs nothing but its
// spans. Loaded only where the operator names one.
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import type { FastifyInstance } from 'fastify';
import type { Provider } from '../contract/orders/orders.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Storage } from '../storage/storage.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { Usecases } from '../usecases/create-usecases.ts';
import { createSpans } from './spans.ts';
import { traceCommits, traceStorage, traceUpstream, traceUsecases } from './trace-parts.ts';
import { traceRequests } from './trace-requests.ts';

export type Tracing = ReturnType<typeof openTracing>;

export type TracingOptions = {
  /** No slash at the end; spans go to /v1/traces under it. */
  readonly endpoint: string;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
};

const sendMs = 3_000;
const closeMs = 3_000;
const bounds = {
  maxQueueSize: 4_096,
  maxExportBatchSize: 512,
  scheduledDelayMillis: 1_000,
  exportTimeoutMillis: sendMs,
};

export function openTracing({ endpoint, version, clock, log }: TracingOptions) {
  const tellLost = createTell({ clock, log });
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: sendMs, concurrencyLimit: 2 });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'tallystick-server', 'service.version': version }),
    spanProcessors: [new BatchSpanProcessor({ exporter: telling(exporter, tellLost), ...bounds })],
    // Names and numbers of our own: none is long, and no span has many.
    spanLimits: { attributeCountLimit: 16, attributeValueLengthLimit: 200, eventCountLimit: 4, linkCountLimit: 0 },
  });
  const spans = createSpans(provider.getTracer('tallystick-server', version));
  const closing: { done: Promise<void> | null } = { done: null };
  return {
    requests: (app: FastifyInstance): void => traceRequests(app, spans),
    usecases: (usecases: Usecases): Usecases => traceUsecases(usecases, spans),
    storage: (storage: Storage): Storage => traceStorage(storage, spans),
    upstream: (upstream: Upstream, isOwn: boolean): Upstream => traceUpstream(upstream, spans, isOwn),
    webhook: <A>(provider: Provider, work: () => Promise<A>): Promise<A> =>
      spans.around('work off webhook', work, () => ({ 'tallystick.rail': provider })),
    onCommit: traceCommits(spans, () => clock.now()),
    /** Sends what waits, for so long at most as `closeMs` says. May be called twice. */
    close: (): Promise<void> => (closing.done ??= within(clock, provider.shutdown(), tellLost)),
  };
}

/** The log says that spans are lost, at most once in so long. */
const tellEveryMs = 60_000;

function createTell({ clock, log }: Pick<TracingOptions, 'clock' | 'log'>): () => void {
  const told: { at: number | null } = { at: null };
  return () => {
    const now = clock.now();
    if (told.at !== null && Math.abs(now - told.at) < tellEveryMs) return;
    told.at = now;
    log.warn({}, 'the collector does not take spans; they are lost');
  };
}

function telling(exporter: SpanExporter, tellLost: () => void): Pick<SpanExporter, 'export' | 'shutdown'> {
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        // 0: they were taken.
        const { code }: { readonly code: number } = result;
        if (code !== 0) tellLost();
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}

/** What could not be sent by then is lost, as spans may be. */
async function within(clock: Clock, shutdown: Promise<void>, tellLost: () => void): Promise<void> {
  const over = new AbortController();
  const late = clock.wait(closeMs, over.signal).then(tellLost, () => undefined);
  await Promise.race([shutdown.catch(tellLost), late]);
  over.abort();
}

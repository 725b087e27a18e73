// Sends spans to an OpenTelemetry collector, in batches and within bounds: a collector that is away or hangs costs nothing but its
// spans. Loaded only where the operator names one.
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { FastifyInstance } from 'fastify';
import type { Provider } from '../contract/orders/orders.ts';
import type { Clock } from '../lib/clock.ts';
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
};

const sendMs = 3_000;
const closeMs = 3_000;
const bounds = {
  maxQueueSize: 4_096,
  maxExportBatchSize: 512,
  scheduledDelayMillis: 1_000,
  exportTimeoutMillis: sendMs,
};

export function openTracing({ endpoint, version, clock }: TracingOptions) {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: sendMs, concurrencyLimit: 2 });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'tallystick-server', 'service.version': version }),
    spanProcessors: [new BatchSpanProcessor({ exporter, ...bounds })],
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
    close: (): Promise<void> => (closing.done ??= within(clock, provider.shutdown())),
  };
}

/** What could not be sent by then is lost, as spans may be. */
async function within(clock: Clock, shutdown: Promise<void>): Promise<void> {
  const over = new AbortController();
  const late = clock.wait(closeMs, over.signal).catch(() => undefined);
  await Promise.race([shutdown.catch(() => undefined), late]);
  over.abort();
}

// Spans, and which of them the running code belongs to. Their attributes hold names and numbers of the server's own: no prompt, no
// token, no address, no account.
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';

export type Spans = {
  /** The span that the running code belongs to; undefined: none. */
  active(): Span | undefined;
  start(name: string, options?: SpanStart): Span;
  /** Everything that `work` starts belongs to the span, which is not ended. */
  inside<T>(span: Span, work: () => T): T;
  /** A span around `work`, which ends with it. `told`: what its answer says of itself. */
  around<T>(name: string, work: () => Promise<T>, told?: (answer: T) => Attributes): Promise<T>;
};

export type SpanStart = {
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
  /** A W3C traceparent of whoever asked. Left out: the span belongs to the active one. */
  readonly traceparent?: string | undefined;
  /** Epoch milliseconds; left out: now. */
  readonly startedAt?: number;
};

export function createSpans(tracer: Tracer): Spans {
  const active = new AsyncLocalStorage<Span>();

  function start(
    name: string,
    { kind = SpanKind.INTERNAL, attributes = {}, traceparent, startedAt }: SpanStart = {},
  ): Span {
    const parent = active.getStore();
    const context = parent === undefined ? remote(traceparent) : trace.setSpan(ROOT_CONTEXT, parent);
    return tracer.startSpan(
      name,
      { kind, attributes, ...(startedAt === undefined ? {} : { startTime: startedAt }) },
      context,
    );
  }

  return {
    active: () => active.getStore(),
    start,
    inside: (span, work) => active.run(span, work),
    async around(name, work, told) {
      const span = start(name);
      try {
        const answer = await active.run(span, work);
        if (told !== undefined) span.setAttributes(told(answer));
        return answer;
      } catch (error) {
        fail(span, error);
        throw error;
      } finally {
        span.end();
      }
    },
  };
}

/** By the name of its class: a message may hold what was sent. */
export function fail(span: Span, error: unknown): void {
  span.setAttribute('error.type', error instanceof Error ? error.name : 'unknown');
  span.setStatus({ code: SpanStatusCode.ERROR });
}

const form = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

function remote(traceparent: string | undefined) {
  const [, traceId = '', spanId = '', flags = ''] = form.exec(traceparent ?? '') ?? [];
  const isThere = /[1-9a-f]/.test(traceId) && /[1-9a-f]/.test(spanId);
  if (!isThere) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & 1,
    isRemote: true,
  });
}

/** As it is sent to whoever is asked next. */
export function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${(traceFlags & 1).toString().padStart(2, '0')}`;
}

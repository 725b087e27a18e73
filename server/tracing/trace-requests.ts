// A span for each request, from its head to the end of its answer. It says which route it was, never what stood in the address.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Spans } from './spans.ts';

/** Before any other hook, so that all of them belong to the span. Probes have none: there is nothing to find out about them. */
export function traceRequests(app: FastifyInstance, spans: Spans): void {
  const open = new WeakMap<FastifyRequest, Span>();
  app.addHook('onRequest', (request, reply, done) => {
    const { url: route = 'none', config } = request.routeOptions;
    if (config.limit === 'none') return done();
    const { traceparent } = request.headers;
    const span = spans.start(`${request.method} ${route}`, {
      kind: SpanKind.SERVER,
      attributes: { 'http.request.method': request.method, 'http.route': route },
      traceparent: typeof traceparent === 'string' ? traceparent : undefined,
    });
    open.set(request, span);
    reply.raw.once('close', () => {
      span.setAttribute('http.response.status_code', reply.raw.statusCode);
      if (!reply.raw.writableFinished) span.setAttribute('error.type', 'client_left');
      if (reply.raw.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    return spans.inside(span, done);
  });
  // The body came by events of the socket, which belong to no request.
  app.addHook('preHandler', (request, _reply, done) => {
    const span = open.get(request);
    return span === undefined ? done() : spans.inside(span, done);
  });
}

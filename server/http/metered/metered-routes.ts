// The Fastify plugin: for a route with `config.metered` its price is held before its handler runs, and settled once its answer
// has ended. Routes without it are left alone. Knows nothing of what the routes do.
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { invariant } from '../../lib/invariant.ts';
import { createUuidSource } from '../../lib/uuid-source.ts';
import type { Settler } from '../../usecases/holds/settler.ts';
import type { HoldTold, MeteringEngine } from '../../usecases/holds/charge.ts';
import { showPlan, showRemaining } from '../request.ts';
import { createUsageTally, type RequestMeter } from './measured.ts';
import { termsOf, type MeteredRoute } from './metered-route.ts';
import { sendNo } from './metering-problem.ts';
import { type Outgoing, slicesOf } from './outgoing.ts';
import { createPayerReader, type KeyReader, type VisitorReader } from './payer.ts';
import { createServing } from './serving.ts';
import { takeHold } from './take-hold.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The price of this route. Without it the route is not metered. */
    metered?: MeteredRoute;
  }
  interface FastifyRequest {
    /** null where the route is not metered. */
    meter: RequestMeter | null;
    /** The metering's own; null where nothing is charged. */
    meteredOutgoing: Pick<Outgoing, 'given'> | null;
  }
  interface FastifyInstance {
    metering: {
      /** Resolves when every answer that has ended is settled, or waits in the outbox. */
      settled(): Promise<void>;
    };
  }
}

export type MeteredRoutesOptions = {
  readonly metering: {
    readonly engine: MeteringEngine;
    readonly settler: Settler<HoldTold>;
    /** null: the free allowance is not open here. */
    readonly visitor: VisitorReader | null;
    /** Whom an API key stands for. */
    readonly readKey: KeyReader;
  };
  /** Milliseconds since any fixed moment, never going back; by default the machine's own. */
  readonly elapsed?: () => number;
};

type AskedRoute = RouteOptions & { readonly path: string };

export const meteredRoutes = Object.assign(addMetering, {
  // Fastify's own sign that a plugin means the app it is registered in, and not a corner of it.
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: 'tallystick-metered-routes',
});

async function addMetering(app: FastifyInstance, options: MeteredRoutesOptions): Promise<void> {
  const { engine, settler, visitor, readKey } = options.metering;
  const serving = createServing({ engine, settler, elapsed: options.elapsed ?? (() => performance.now()) });
  const prepared = new WeakSet<MeteredRoute>();
  const newId = createUuidSource();

  app.decorateRequest('meter', null);
  app.decorateRequest('meteredOutgoing', null);
  app.decorate('metering', { settled: () => settler.settled() });

  app.addHook('onRoute', (route: AskedRoute) => {
    const line = route.config?.metered;
    if (line === undefined) return;
    const address = `${String(route.method)} ${route.path}`;
    const terms = termsOf(line, address);
    if (terms.free && visitor === null)
      throw new Error(`${address}: open the free allowance for routes with openMetering({ free })`);
    const readPayer = createPayerReader(line.payer, { visitor: terms.free ? visitor : null, readKey });
    prepared.add(line);
    // Last of the route's hooks: whoever is refused by another has nothing held.
    route.preHandler = [...listOf(route.preHandler), holdFirst];
    route.onSend = [...listOf(route.onSend), sliceLargeAnswer];

    async function holdFirst(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
      // Fastify makes HEAD routes out of GET ones, hooks and all.
      if (request.meter !== null) return undefined;
      reply.header('x-request-id', request.id);
      const taken = await takeHold(request, { engine, terms, readPayer, newId });
      switch (taken.kind) {
        case 'no':
          return sendNo(taken.no, request, reply);
        case 'paid_before':
          request.meter = { ...createUsageTally(), ...freeRepeat };
          return undefined;
        case 'held': {
          const { hold, stands } = taken;
          showRemaining(reply, stands.remaining);
          showPlan(reply, stands.plan, stands.remaining.free_left);
          if (hold.outputLimit !== null) reply.header('x-output-clamped', String(hold.outputLimit));
          const { meter, outgoing } = serving.serve(request, reply, { hold, terms });
          request.meter = meter;
          request.meteredOutgoing = outgoing;
          return undefined;
        }
      }
    }
  });

  async function sliceLargeAnswer(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
    if (request.meter === null || request.method === 'HEAD') return payload;
    const sliced = slicesOf(payload);
    if (sliced === null) return payload;
    if (!reply.hasHeader('content-length')) reply.header('content-length', sliced.bytes);
    request.meteredOutgoing?.given();
    return sliced.stream;
  }

  app.addHook('onRequest', async ({ routeOptions }) => {
    const line = routeOptions.config.metered;
    // It would be served free: a route made before this plugin was registered.
    invariant(line === undefined || prepared.has(line), `${routeOptions.url} was made before its metering`);
  });
}

const freeRepeat = { signal: new AbortController().signal, holdId: null, degrade: null, outputLimit: null };

function listOf<Hook>(hooks: Hook | Hook[] | undefined): Hook[] {
  if (hooks === undefined) return [];
  return Array.isArray(hooks) ? hooks : [hooks];
}

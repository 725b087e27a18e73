// The HTTP application: no port, no globals, nothing read from the environment. server.ts gives it a socket.
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { addCheckout, type CheckoutDeps } from './http/checkout/checkout.ts';
import { type AnsweredTold, tellAnswered } from './http/answered.ts';
import { answerClientError } from './http/client-error.ts';
import { addDocs } from './http/docs/docs.ts';
import { addDoor } from './http/door.ts';
import { addHeaders } from './http/headers.ts';
import { addHosted } from './http/hosted/hosted-routes.ts';
import type { HttpSettings } from './http/http-settings.ts';
import { addIdentity } from './http/identity/add-identity.ts';
import { createKnownTokens } from './http/identity/known-tokens.ts';
import { createProofLimit } from './http/identity/proof-limit.ts';
import { readJsonBody } from './http/json-body.ts';
import { addNoNul } from './http/no-nul.ts';
import { watchPaths, withoutBase, withoutOrigin } from './http/known-paths.ts';
import { addLeaving } from './http/leaving.ts';
import { addLimits } from './http/limits.ts';
import { addAccessLog } from './http/log.ts';
import { addOpenApi } from './http/openapi.ts';
import { addMethods, addNotFound, createHeads } from './http/methods.ts';
import { mountContract } from './http/orpc.ts';
import { createOperatorKey } from './http/operator.ts';
import { addOverloadGuard } from './http/overload.ts';
import { replyWithProblem } from './http/problem-reply.ts';
import { createReadiness } from './http/readiness.ts';
import { createRequestIds } from './http/request.ts';
import { createRouter } from './http/router.ts';
import { type MountedRoute, requireRules } from './http/route-rules.ts';
import { addStanding } from './http/standing.ts';
import { createStreams, type StreamLimits } from './http/streams.ts';
import { addUnknownProxyWarning } from './http/unknown-proxy.ts';
import { addWebhooks } from './http/webhooks.ts';
import type { Clock } from './lib/clock.ts';
import type { Limits } from './storage/limits/limit-store.ts';
import { noOtherNodes, type SettingsWatch } from './storage/nodes/watch-settings.ts';
import { StorageUnavailable } from './storage/storage.ts';
import type { Usecases } from './usecases/create-usecases.ts';

export type AppDeps = {
  readonly settings: HttpSettings;
  readonly usecases: Usecases;
  readonly limits: Limits;
  readonly panels: CheckoutDeps['panels'];
  readonly sandboxBilling?: CheckoutDeps['sandboxBilling'];
  readonly clock: Clock;
  readonly log: FastifyBaseLogger;
  /** Whether this node has the settings of all nodes. Default: there are no others. */
  readonly agreement?: Pick<SettingsWatch, 'standing'>;
  readonly streamLimits?: StreamLimits;
  /** Told of each request when it is answered. Default: nobody is. */
  readonly onAnswered?: AnsweredTold;
  /** Adds hooks that run before all others. */
  readonly around?: (app: FastifyInstance) => void;
};

const bodyBytesMax = 64 * 1024;
/** How long a connection may be idle. A proxy in front gives its own up before. */
export const keepAliveMs = 72_000;

export type App = {
  readonly app: FastifyInstance;
  /** Everything that is mounted, with who may call it and which limit counts it. */
  readonly routes: readonly MountedRoute[];
  /** How many answers of hosted models, and streams of orders, go on now. */
  readonly open: { answers(): number; orderStreams(): number };
  /** From here on it says that it is not ready, and answers as before. */
  readonly leave: () => void;
};

export async function createApp(deps: AppDeps): Promise<App> {
  const { settings, usecases, limits, clock, log } = deps;
  const requestIdOf = createRequestIds();
  const heads = createHeads();
  const base = new URL(settings.publicUrl ?? 'http://localhost').pathname.replace(/\/$/, '');
  const app: FastifyInstance = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (logger) => logger,
    requestIdHeader: false,
    genReqId: (raw) => requestIdOf(raw.headers),
    bodyLimit: bodyBytesMax,
    requestTimeout: 30_000,
    connectionTimeout: 0,
    keepAliveTimeout: keepAliveMs,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    // As bytes of the address: an id may have 200 characters, of which each may be twelve bytes there.
    routerOptions: { maxParamLength: 2_400 },
    http: { maxHeaderSize: 16 * 1024, headersTimeout: 20_000 },
    clientErrorHandler: answerClientError,
    rewriteUrl(raw) {
      heads.note(raw);
      const url = withoutBase(withoutOrigin(raw.url ?? '/'), base, paths);
      // Where Fastify has put the address as it came, and from where oRPC takes it.
      Object.assign(raw, { originalUrl: url });
      return url;
    },
    frameworkErrors: (error, request, reply) => replyWithProblem(error, request, reply),
  });

  const routes = requireRules(app);
  const leaving = addLeaving(app);
  deps.around?.(app);
  const operatorKey = createOperatorKey(settings.operatorKey);
  const paths = watchPaths(app, ({ access }) => access === 'operator' && !operatorKey.isSet);
  const { windowSeconds, perAddress } = settings.limits;
  const limit = createProofLimit(limits.store, { windowSeconds, tries: perAddress });
  addIdentity(app, settings, { clock, limit, keys: usecases.keys });
  addAccessLog(app);
  if (deps.onAnswered !== undefined) tellAnswered(app, deps.onAnswered);
  addUnknownProxyWarning(app, settings.proxies);
  addMethods(app, paths, heads);
  await addHeaders(app, settings.corsOrigins);
  const known = createKnownTokens({ isTokenKnown: (hash) => usecases.status.isTokenKnown(hash), limit });
  addLimits(app, settings.limits, { store: limits.store, known, operatorKey });
  addDoor(app, operatorKey);
  addNoNul(app);
  addOverloadGuard(app, settings.limits.atOnce);
  addNotFound(app, paths);
  addStrictBodies(app);
  const readiness = createReadiness(usecases.operator, clock);
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof StorageUnavailable) readiness.doubt();
    replyWithProblem(error, request, reply);
  });

  addStanding(app, usecases.status);
  const streams = createStreams(deps.streamLimits);
  app.addHook('preClose', (done) => {
    streams.close();
    done();
  });
  const { agreement = noOtherNodes } = deps;
  const router = createRouter({ usecases, settings, streams, readiness, limits, agreement, operatorKey, leaving });
  mountContract(app, router);
  const answers = addHosted(app, usecases.hosted, settings.hosted);
  await addWebhooks(app, usecases.inbox, settings.providers);
  const { panels, sandboxBilling = null } = deps;
  await addCheckout(app, { orders: usecases.orders, packs: settings.packs, panels, sandboxBilling, clock, base });
  const { version, publicUrl, hosted } = settings;
  const description = await addOpenApi(app, { version, publicUrl, hasPlainChat: hosted.chatModel !== null });
  await addDocs(app, description, base);
  const open = { answers: () => answers.count(), orderStreams: () => streams.count() };
  return { app, routes, open, leave: leaving.begin };
}

function addStrictBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      // What is said to a model is passed on and not kept.
      const isKept = request.routeOptions.config.isLong !== true;
      done(null, readJsonBody(typeof body === 'string' ? Buffer.from(body) : body, { isKept }));
    } catch (unreadable) {
      done(unreadable instanceof Error ? unreadable : new Error('unreadable', { cause: unreadable }));
    }
  });
}

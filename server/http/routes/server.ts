// The public facts about this server, and its health.
import { urlOf } from '../listening-url.ts';
import { refusal } from '../problem.ts';
import { clientMissing, freeKeysOf } from '../request.ts';
import type { ContractImplementer, RouterDeps } from '../router-deps.ts';

const name = 'Tallystick server';

export function serverHandlers(os: ContractImplementer, deps: RouterDeps) {
  const { usecases, settings, readiness, limits, agreement, leaving } = deps;
  return {
    config: {
      get: os.config.get.handler(async ({ context: { request } }) => ({
        request_id: request.id,
        name,
        version: settings.version,
        is_sandbox: settings.providers.includes('sandbox'),
        providers: [...settings.providers],
        packs: [...settings.packs],
        free_amount: settings.freeAmount,
        subscriptions: [...(await usecases.billing.offered())],
        local_message_microcredits: settings.localMessage,
        free: { limit: settings.free.limit, window_seconds: settings.free.windowSeconds },
        sign_in: settings.signIn,
      })),
      stripe: os.config.stripe.handler(({ context: { request } }) => {
        const { stripePublishableKey: key } = settings;
        if (key === null) throw refusal('not_found', { reason: 'stripe_not_set_up' });
        return { request_id: request.id, publishable_key: key };
      }),
    },
    root: {
      get: os.root.get.handler(({ context: { request } }) => {
        const base = settings.publicUrl ?? urlOf(request.server.server.address());
        const links = {
          docs: `${base}/docs`,
          api: `${base}/openapi.json`,
          config: `${base}/v1/config`,
          health: `${base}/healthz`,
        };
        return { request_id: request.id, name, version: settings.version, links };
      }),
    },
    health: {
      live: os.health.live.handler(({ context: { request } }) => ({ status: 'ok' as const, request_id: request.id })),
      ready: os.health.ready.handler(async ({ context: { request } }) => {
        if (leaving.hasBegun()) throw refusal('storage_unavailable', { reason: 'stopping' });
        const [found, standing] = await Promise.all([readiness.check(), limits.standing()]);
        const agreed = agreement.standing();
        if (agreed.kind === 'over') throw refusal('storage_unavailable', settingsReplaced(agreed.names));
        if (found.kind === 'ready')
          return { status: 'ok' as const, request_id: request.id, limits: standing, settings: agreed.kind };
        request.log.error({ request_id: request.id, err: found.cause, findings: found.findings }, 'not ready');
        throw refusal('storage_unavailable', { reason: 'not_ready' });
      }),
    },
    dev: {
      resetFree: os.dev.resetFree.handler(async ({ context: { request, reply } }) => {
        if (!settings.isDevResetEnabled) throw refusal('not_found', { reason: 'address' });
        const keys = freeKeysOf(request);
        if (keys === null) throw clientMissing();
        const { left } = await usecases.operator.resetFree(keys);
        reply.header('x-free-left', String(left));
        return { request_id: request.id, free_left: left };
      }),
    },
  };
}

function settingsReplaced(names: readonly string[]) {
  return { reason: 'settings_replaced', names: names.join(', ') } as const;
}

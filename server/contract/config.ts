// What anyone may know of a server before talking money with it.
import { z } from 'zod';
import { SubscriptionOffer } from './billing/subscription.ts';
import { FreeAmount } from './orders/free-amount.ts';
import { AmountCents, Currency, Microcredits } from './money.ts';
import { Provider } from './orders/orders.ts';
import { problems } from './problem.ts';
import { route } from './route.ts';

export const Pack = z.object({
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(80),
  credits_microcredits: Microcredits,
  amount_cents: AmountCents,
  currency: Currency,
});
export type Pack = z.infer<typeof Pack>;

/** Where the browser comes back to the app: on this computer, at any port where none is named, or by the app's own scheme. */
export const SignInRedirect = z
  .string()
  .regex(/^(?:http:\/\/(?:127\.0\.0\.1|localhost)(?::[1-9]\d{1,4})?\/callback|tallystick:\/\/callback)$/);

/** Where people sign in by OpenID Connect, as a public client: authorization code with PKCE. */
export const SignInOffer = z.object({
  /** As the issuer itself writes it; its discovery document lies beneath. */
  issuer: z.url({ protocol: /^https?$/ }).max(500),
  client_id: z.string().min(1).max(400),
  /** With spaces between them; `openid` is among them. */
  scopes: z.string().min(1).max(1000),
  /** The audience that an access token must have here; null: the app sends ID tokens instead. */
  audience: z.string().max(400).nullable(),
  /** As they are registered there, in the order of preference; the app takes the first that it can hear. */
  redirects: z.array(SignInRedirect).min(1).max(10),
  /** What the issuer asks people each time; null: as it likes. */
  prompt: z.enum(['consent', 'select_account', 'login']).nullable(),
});
export type SignInOffer = z.infer<typeof SignInOffer>;

export const ServerConfig = z.object({
  request_id: z.string(),
  name: z.string(),
  version: z.string(),
  /** True where purchases move no real money. */
  is_sandbox: z.boolean(),
  providers: z.array(Provider),
  packs: z.array(Pack),
  /** Buying for a freely chosen amount; null: only packs are sold. */
  free_amount: FreeAmount.nullable().default(null),
  /** Plans that one can subscribe to. */
  subscriptions: z.array(SubscriptionOffer).default([]),
  /** The price of one message to a local model where no other rule applies. */
  local_message_microcredits: Microcredits,
  free: z.object({ limit: z.int().min(0), window_seconds: z.int().min(1) }),
  /** null: nobody signs in here. */
  sign_in: SignInOffer.nullable().default(null),
});
export type ServerConfig = z.infer<typeof ServerConfig>;

export const config = {
  get: route({
    access: 'public',
    limit: 'calm',
    method: 'GET',
    path: '/v1/config',
    summary: 'Prices, packs and limits',
    tags: ['server'],
  }).output(ServerConfig),
  /** What a page needs to show Stripe's own form; not found where Stripe is not set up. */
  stripe: route({
    access: 'public',
    limit: 'calm',
    method: 'GET',
    path: '/v1/config/stripe',
    summary: 'The key for Stripe’s form',
    tags: ['server'],
  })
    .output(z.object({ request_id: z.string(), publishable_key: z.string() }))
    .errors({ not_found: problems.not_found }),
};

/** What answers at the address itself, for whoever opens it. */
export const root = {
  get: route({
    access: 'public',
    limit: 'calm',
    method: 'GET',
    path: '/',
    summary: 'What runs here',
    tags: ['server'],
  }).output(
    z.object({
      request_id: z.string(),
      name: z.string(),
      version: z.string(),
      links: z.object({ docs: z.url(), api: z.url(), config: z.url(), health: z.url() }),
    }),
  ),
};

const Healthy = z.object({ status: z.literal('ok'), request_id: z.string() });

/**
 * By whom requests and the minutes of plans are counted. own: by this node alone, as it is set up; shared: by all nodes together.
 * alone, refusing: what counts for all of them is away, so this node counts alone meanwhile, or refuses messages.
 */
export const LimitsStanding = z.enum(['own', 'shared', 'alone', 'refusing']);
export type LimitsStanding = z.infer<typeof LimitsStanding>;

/**
 * Whether this node charges by what all nodes have agreed on. own: there are no other nodes. replaced: other settings were agreed on
 * since it was started, and it goes on with its own for some minutes.
 */
export const SettingsState = z.enum(['own', 'agreed', 'replaced']);

export const health = {
  /** The process runs. */
  live: route({
    access: 'public',
    limit: 'none',
    method: 'GET',
    path: '/healthz',
    summary: 'Liveness check',
    tags: ['server'],
  }).output(Healthy),
  /** The ledger can be written, its sums are right, and the settings are those of all nodes. */
  ready: route({
    access: 'public',
    limit: 'none',
    method: 'GET',
    path: '/readyz',
    summary: 'Readiness check',
    tags: ['server'],
  })
    .output(Healthy.extend({ limits: LimitsStanding, settings: SettingsState }))
    .errors({ storage_unavailable: problems.storage_unavailable }),
};

/** Only with DEV_RESET_ENABLED=1; 404 otherwise. */
export const dev = {
  resetFree: route({
    access: 'public',
    limit: 'message',
    method: 'POST',
    path: '/v1/dev/reset-free',
    summary: 'Reset the free allowance',
    tags: ['development'],
  })
    .output(z.object({ request_id: z.string(), free_left: z.int().min(0) }))
    .errors({ not_found: problems.not_found, client_id_missing: problems.client_id_missing }),
};

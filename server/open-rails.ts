// Opens the ways to pay that the settings name, each with its part of the checkout page.
import type { ServerSettings } from './settings/config.ts';
import type { OrderId, Provider } from './contract/orders/orders.ts';
import { createBtcpayPanel } from './http/checkout/btcpay-panel.ts';
import type { CheckoutPanel } from './http/checkout/panel.ts';
import { createSandboxPanel } from './http/checkout/sandbox-panel.ts';
import { createStripePanel } from './http/checkout/stripe-panel.ts';
import type { Clock } from './lib/clock.ts';
import {
  type BtcpaySettings,
  type StripeSettings,
  btcpaySettings,
  hasRealRail,
  stripeSettings,
} from './settings/rail-settings.ts';
import { createBtcpayRail } from './rails/btcpay/btcpay-rail.ts';
import type { BillingWay } from './rails/billing-rail.ts';
import type { Rail } from './rails/rail.ts';
import { createSandboxRail, type SandboxRail } from './rails/sandbox/sandbox-rail.ts';
import { createStripeRail } from './rails/stripe/stripe-rail.ts';

export type OpenRails = {
  readonly rails: ReadonlyMap<Provider, Rail>;
  readonly panels: readonly CheckoutPanel[];
  /** Who keeps subscriptions and invoices; null: nobody. */
  readonly billing: BillingWay | null;
  /** Begins what a rail does by itself. `base`: where the server listens. */
  start(base: string): void;
  close(): Promise<void>;
};

type RailPart = {
  readonly rail: Rail;
  readonly panel: CheckoutPanel;
  readonly billing?: BillingWay;
  readonly start?: (base: string) => void;
};

/** `base` is asked for whenever an address is given out: the port is known only once the server listens. */
export function openRails(settings: ServerSettings, clock: Clock, base: () => string): OpenRails {
  const pageUrl = (orderId: OrderId) => `${base()}/checkout/${orderId}`;
  const btcpay = btcpaySettings(settings);
  const stripe = stripeSettings(settings);
  const parts: readonly RailPart[] = [
    ...(stripe === null ? [] : [openStripe(stripe, clock, pageUrl)]),
    ...(btcpay === null ? [] : [openBtcpay(btcpay, clock, pageUrl)]),
    ...(settings.SANDBOX_ENABLED ? [openSandbox(settings, clock, pageUrl)] : []),
  ];
  return {
    rails: new Map(parts.map(({ rail }) => [rail.provider, rail])),
    panels: parts.map(({ panel }) => panel),
    billing: parts.find(({ billing }) => billing !== undefined)?.billing ?? null,
    start: (at) => {
      for (const part of parts) part.start?.(at);
    },
    async close() {
      await Promise.all(parts.map(({ rail }) => rail.close()));
    },
  };
}

type PageUrl = (orderId: OrderId) => string;

function openBtcpay(settings: BtcpaySettings, clock: Clock, pageUrl: PageUrl): RailPart {
  return { rail: createBtcpayRail({ ...settings, clock, pageUrl }), panel: createBtcpayPanel() };
}

function openStripe(settings: StripeSettings, clock: Clock, pageUrl: PageUrl): RailPart {
  const { scriptUrl, ...stripe } = settings;
  return {
    rail: createStripeRail({ ...stripe, clock, pageUrl }),
    panel: scriptUrl === null ? createStripePanel() : createStripePanel(scriptUrl),
  };
}

function openSandbox(settings: ServerSettings, clock: Clock, pageUrl: PageUrl): RailPart {
  const sandbox: SandboxRail = createSandboxRail({
    path: `${settings.DB_PATH}.sandbox`,
    secret: settings.SANDBOX_WEBHOOK_SECRET,
    pageUrl,
    clock,
    isProduction: settings.NODE_ENV === 'production',
    realRails: hasRealRail(settings) ? 1 : 0,
  });
  const start = (at: string) => {
    if (settings.SANDBOX_WEBHOOKS_ENABLED) sandbox.startWebhooks(`${at}/v1/webhooks/sandbox`);
  };
  return { rail: sandbox, panel: createSandboxPanel(sandbox), start };
}

// Opens the ways to pay that the settings name, each with its part of the checkout page.
import type { ServerSettings } from './settings/config.ts';
import type { OrderId, Provider } from './contract/orders/orders.ts';
import { createBtcpayPanel } from './http/checkout/btcpay-panel.ts';
import type { CheckoutPanel } from './http/checkout/panel.ts';
import { returnPath } from './http/checkout/return-page.ts';
import type { SandboxBillingPages } from './http/checkout/sandbox-view.ts';
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
import { createSandboxBilling, type SandboxPageKind } from './rails/sandbox/billing/sandbox-billing.ts';
import { createSandboxRail } from './rails/sandbox/sandbox-rail.ts';
import { createStripeBilling } from './rails/stripe/billing/stripe-billing.ts';
import { createStripeRail } from './rails/stripe/stripe-rail.ts';
import { type PurchaseName, purchaseNames } from './words/purchases.ts';
import type { Papers } from './storage/nodes/papers.ts';

export type OpenRails = {
  readonly rails: ReadonlyMap<Provider, Rail>;
  readonly panels: readonly CheckoutPanel[];
  /** Who keeps subscriptions and invoices; null: nobody. */
  readonly billing: BillingWay | null;
  /** The sandbox's pages of subscriptions; null where it is off. */
  readonly sandboxBilling: SandboxBillingPages | null;
  /** Begins what a rail does by itself. `base`: where the server listens. */
  start(base: string): void;
  close(): Promise<void>;
};

type RailPart = {
  readonly rail: Rail;
  readonly panel: CheckoutPanel;
  readonly billing?: BillingWay;
  readonly sandboxBilling?: SandboxBillingPages;
  readonly start?: (base: string) => void;
  readonly close?: () => Promise<void>;
};

/**
 * `base` is asked for whenever an address is given out: the port is known only once the server listens. `papers`: where the sandbox keeps
 * its own where several nodes play it; null: in a file.
 */
export function openRails(
  settings: ServerSettings,
  { clock, base, papers }: { readonly clock: Clock; readonly base: () => string; readonly papers: Papers | null },
): OpenRails {
  const at: Addresses = {
    pageUrl: (orderId) => `${base()}/checkout/${orderId}`,
    returnUrl: () => `${base()}${returnPath}`,
    sandboxPage: (kind, id) => `${base()}/checkout/sandbox/${kind}/${id}`,
  };
  const btcpay = btcpaySettings(settings);
  const stripe = stripeSettings(settings);
  const parts: readonly RailPart[] = [
    ...(stripe === null
      ? []
      : [openStripe(stripe, clock, { ...at, purchaseName: purchaseNames[settings.INVOICE_LANGUAGE] })]),
    ...(btcpay === null ? [] : [openBtcpay(btcpay, clock, at)]),
    ...(settings.SANDBOX_ENABLED ? [openSandbox(settings, { ...at, clock, papers })] : []),
  ];
  return {
    rails: new Map(parts.map(({ rail }) => [rail.provider, rail])),
    panels: parts.map(({ panel }) => panel),
    billing: parts.find(({ billing }) => billing !== undefined)?.billing ?? null,
    sandboxBilling: parts.find(({ sandboxBilling }) => sandboxBilling !== undefined)?.sandboxBilling ?? null,
    start: (listening) => {
      for (const part of parts) part.start?.(listening);
    },
    async close() {
      await Promise.all(
        parts.flatMap((part) => [part.rail.close(), ...(part.close === undefined ? [] : [part.close()])]),
      );
    },
  };
}

type Addresses = {
  readonly pageUrl: (orderId: OrderId) => string;
  readonly returnUrl: () => string;
  readonly sandboxPage: (kind: SandboxPageKind, id: string) => string;
};

function openBtcpay(settings: BtcpaySettings, clock: Clock, { pageUrl }: Addresses): RailPart {
  return { rail: createBtcpayRail({ ...settings, clock, pageUrl }), panel: createBtcpayPanel() };
}

function openStripe(
  settings: StripeSettings,
  clock: Clock,
  { pageUrl, returnUrl, purchaseName }: Addresses & { readonly purchaseName: PurchaseName },
): RailPart {
  const { scriptUrl, ...stripe } = settings;
  return {
    rail: createStripeRail({ ...stripe, clock, pageUrl, purchaseName }),
    panel: scriptUrl === null ? createStripePanel() : createStripePanel(scriptUrl),
    billing: { provider: 'stripe', ...createStripeBilling({ ...stripe, clock }), returnUrl },
  };
}

function openSandbox(
  settings: ServerSettings,
  {
    pageUrl,
    returnUrl,
    sandboxPage,
    clock,
    papers,
  }: Addresses & { readonly clock: Clock; readonly papers: Papers | null },
): RailPart {
  const secret = settings.SANDBOX_WEBHOOK_SECRET;
  const rail = createSandboxRail({
    path: `${settings.DB_PATH}.sandbox`,
    papers,
    secret,
    pageUrl,
    clock,
    isProduction: settings.NODE_ENV === 'production',
    realRails: hasRealRail(settings) ? 1 : 0,
  });
  const path = `${settings.DB_PATH}.sandbox-billing`;
  const billing = createSandboxBilling({ path, papers, secret, pageUrl: sandboxPage, clock });
  const { readEvent, desk } = billing;
  return {
    rail,
    panel: createSandboxPanel(rail),
    billing: { provider: 'sandbox', rail: billing.rail, readEvent, returnUrl },
    sandboxBilling: desk,
    start(at) {
      if (!settings.SANDBOX_WEBHOOKS_ENABLED) return;
      rail.startWebhooks(`${at}/v1/webhooks/sandbox`);
      billing.startWebhooks(`${at}/v1/webhooks/sandbox`);
    },
    close: () => billing.close(),
  };
}

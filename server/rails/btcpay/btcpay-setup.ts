// Whether a BTCPay Server is set up for us: the key and what it may do, the store, the webhook; and the webhook's making.
import { plainMoney, toDecimal } from '../../contract/currencies.ts';
import type { PricedWare } from '../rail.ts';
import { type GreenfieldOptions, GreenfieldRefused, connectGreenfield } from './greenfield.ts';
import { refundPermission } from './refunds.ts';
import { ApiKey, PullPayments, Rates, Store, type Webhook, Webhooks } from './shapes.ts';
import { type SetupFinding, warning, well, wrong } from '../../lib/setup-finding.ts';
import { z } from 'zod';

export type BtcpaySetup = GreenfieldOptions & {
  readonly storeId: string;
  readonly webhookSecret: string;
  /** What is sold here. */
  readonly prices?: readonly PricedWare[];
  /** Where BTCPay Server reaches us; null when that is not known. */
  readonly webhookUrl: string | null;
};

const needed = {
  'btcpay.store.cancreateinvoice': 'make invoices',
  'btcpay.store.canviewinvoices': 'see invoices',
} as const;
const seeStore = 'btcpay.store.canviewstoresettings';
/** Each holds the one before. */
const refundPermissions = [
  refundPermission,
  'btcpay.store.cancreatepullpayments',
  'btcpay.store.canmanagepullpayments',
];
const satsPerBitcoin = 100_000_000;
/** Bitcoin’s nodes pass nothing on that pays less to an ordinary address. */
const dustSats = 546;
const editWebhooks = 'btcpay.store.webhooks.canmodifywebhooks';
/** These hold all the others for their store, or for every store. */
const almighty = ['btcpay.store.canmodifystoresettings', 'unrestricted'];

/** `register`: make the webhook when there is none. Asks, and throws nothing of what it is told. */
export async function checkBtcpay(setup: BtcpaySetup, register: boolean): Promise<readonly SetupFinding[]> {
  const greenfield = connectGreenfield(setup);
  const signal = AbortSignal.timeout(30_000);
  const store = `stores/${encodeURIComponent(setup.storeId)}`;
  try {
    const { permissions } = await greenfield.get('api-keys/current', ApiKey, signal);
    const may = (permission: string) => isAllowed(permissions, permission, setup.storeId);
    const lacking = Object.entries(needed).filter(([permission]) => !may(permission));
    const rights = lacking.map(([permission, word]) =>
      wrong(`The key of BTCPay Server may not ${word} in the store ${setup.storeId}: give it ${permission}.`),
    );
    const shop = may(seeStore)
      ? well(`BTCPay Server knows the store “${(await greenfield.get(store, Store, signal)).name}”.`)
      : well(`The store’s name was not looked up: that needs the permission ${seeStore}, which purchases do not need.`);
    const hook = may(editWebhooks)
      ? await lookAtWebhook()
      : warning(
          `The webhook cannot be checked: that needs the permission ${editWebhooks}. Purchases arrive without a webhook, only a little later.`,
        );
    const prices = may(seeStore) ? await lookAtPrices(setup.prices ?? []) : [];
    const refunds = await lookAtRefunds(may);
    return [well('BTCPay Server answers and accepts the key.'), ...rights, shop, ...prices, refunds, hook];
  } catch (error) {
    return [wrong(sentenceFor(error))];
  } finally {
    await greenfield.close();
  }

  /** Listing is tried, since servers differ in what they ask for it; giving back cannot be. */
  async function lookAtRefunds(may: (permission: string) => boolean): Promise<SetupFinding> {
    if (!refundPermissions.some(may))
      return warning(
        `The key of BTCPay Server cannot make refunds: give it ${refundPermission}. Purchases do not need it.`,
      );
    try {
      await greenfield.get(`${store}/pull-payments?includeArchived=true`, PullPayments, signal);
      return well('The key of BTCPay Server can make refunds; the buyer collects them through a link.');
    } catch (error) {
      if (!(error instanceof GreenfieldRefused && error.status === 403)) throw error;
      return warning(
        'The key of BTCPay Server has no access to pull payments, which refunds need: give it btcpay.store.canmanagepullpayments.',
      );
    }
  }

  /** In bitcoin, by the rate of just now. */
  async function lookAtPrices(wares: readonly PricedWare[]): Promise<readonly SetupFinding[]> {
    const codes = [...new Set(wares.map(({ price }) => price.currency))];
    if (codes.length === 0) return [];
    const query = codes.map((code) => `currencyPair=BTC_${code}`).join('&');
    const rates = await greenfield.get(`${store}/rates?${query}`, Rates, signal).catch((error: unknown) => {
      if (error instanceof GreenfieldRefused && error.status < 500) return null;
      throw error;
    });
    return rates === null ? [] : wares.flatMap((one) => judgePrice(one, rates));
  }

  async function lookAtWebhook(): Promise<SetupFinding> {
    const { webhookUrl: url, webhookSecret: secret } = setup;
    if (url === null) return wrong('Set PUBLIC_URL, so that BTCPay Server can be told where to send its webhooks.');
    const own = (await greenfield.get(`${store}/webhooks`, Webhooks, signal)).filter((one) => one.url === url);
    const [hook] = own;
    if (hook !== undefined) return judge(hook);
    if (!register)
      return wrong(`BTCPay Server has no webhook to ${url}. "tallystick-server doctor --register-webhook" makes it.`);
    const body = {
      enabled: true,
      automaticRedelivery: true,
      url,
      secret,
      authorizedEvents: { everything: true, specificEvents: [] },
    };
    await greenfield.post(`${store}/webhooks`, { body, shape: z.looseObject({ id: z.string() }) }, signal);
    return well(`The webhook to ${url} was made.`);
  }
}

function judgePrice({ ware, price }: PricedWare, rates: Rates): readonly SetupFinding[] {
  const { amountCents, currency } = price;
  const rate = Number(rates.find(({ currencyPair }) => currencyPair === `BTC_${currency}`)?.rate ?? 0);
  if (!(rate > 0))
    return [wrong(`BTCPay Server has no rate for ${currency}, in which ${ware} is sold: set one up under Rates.`)];
  const sats = (Number(toDecimal(amountCents, currency)) / rate) * satsPerBitcoin;
  const cost = plainMoney(amountCents, currency);
  if (sats < 1) return [wrong(`${ware} costs ${cost}, which is less than one satoshi: make it dearer.`)];
  return sats < dustSats
    ? [warning(`${ware} costs ${cost}, too little for a payment on-chain: it can be paid by Lightning alone.`)]
    : [];
}

function judge(hook: Webhook): SetupFinding {
  const { enabled, automaticRedelivery, authorizedEvents, url } = hook;
  if (!enabled) return wrong(`The webhook to ${url} is switched off in BTCPay Server. Switch it on there.`);
  if (!automaticRedelivery)
    return wrong(`The webhook to ${url} is not sent again after a failure. Tick “Automatic redelivery”.`);
  const told = authorizedEvents.specificEvents ?? [];
  const missing = ['InvoiceSettled', 'InvoiceProcessing', 'InvoiceInvalid'].filter((type) => !told.includes(type));
  if (!authorizedEvents.everything && missing.length > 0)
    return wrong(`The webhook to ${url} does not receive ${missing.join(', ')}. Choose “Send me everything”.`);
  return well(`BTCPay Server sends its webhooks to ${url}. Its secret can only be checked by a delivery.`);
}

/** A permission may be bound to stores: "btcpay.store.canviewinvoices:abc". */
function isAllowed(permissions: readonly string[], permission: string, storeId: string): boolean {
  return [permission, ...almighty].some(
    (one) => permissions.includes(one) || permissions.includes(`${one}:${storeId}`),
  );
}

function sentenceFor(error: unknown): string {
  if (!(error instanceof GreenfieldRefused))
    return error instanceof Error
      ? `${error.message}. Look at BTCPAY_URL and at the server behind it.`
      : 'BTCPay Server cannot be asked.';
  if (error.status === 401) return 'BTCPay Server rejects the key. Make a new one and set BTCPAY_API_KEY.';
  if (error.status === 403 || error.status === 404)
    return `${error.message}: the key is for another store, or BTCPAY_STORE_ID is wrong.`;
  return `${error.message}. Look at BTCPAY_URL and at the server behind it.`;
}

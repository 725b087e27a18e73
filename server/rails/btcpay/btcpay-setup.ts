// Whether a BTCPay Server is set up for us: the key and what it may do, the store, the webhook; and the webhook's making.
import { plainMoney, toDecimal } from '../../contract/currencies.ts';
import type { PricedWare } from '../rail.ts';
import { type GreenfieldOptions, GreenfieldRefused, connectGreenfield } from './greenfield.ts';
import { refundPermission } from './refunds.ts';
import { ApiKey, PullPayments, Rates, Store, type Webhook, Webhooks } from './shapes.ts';
import { type SetupFinding, warning, well, wrong } from '../../lib/setup-finding.ts';
import { type NeededPermission, btcpaySays as say } from '../../words/commands/btcpay-setup.ts';
import { z } from 'zod';

export type BtcpaySetup = GreenfieldOptions & {
  readonly storeId: string;
  readonly webhookSecret: string;
  /** What is sold here. */
  readonly prices?: readonly PricedWare[];
  /** Where BTCPay Server reaches us; null when that is not known. */
  readonly webhookUrl: string | null;
};

const needed: readonly NeededPermission[] = ['btcpay.store.cancreateinvoice', 'btcpay.store.canviewinvoices'];
const seeStore = 'btcpay.store.canviewstoresettings';
const managePullPayments = 'btcpay.store.canmanagepullpayments';
/** Each holds the one before. */
const refundPermissions = [refundPermission, 'btcpay.store.cancreatepullpayments', managePullPayments];
const satsPerBitcoin = 100_000_000;
/** Bitcoin’s nodes pass nothing on that pays less to an ordinary address. */
const dustSats = 546;
const editWebhooks = 'btcpay.store.webhooks.canmodifywebhooks';
/** Each of these includes all other permissions, for its store or for every store. */
const almighty = ['btcpay.store.canmodifystoresettings', 'unrestricted'];

/** `register`: make the webhook when there is none. Asks, and throws nothing of what it is told. */
export async function checkBtcpay(setup: BtcpaySetup, register: boolean): Promise<readonly SetupFinding[]> {
  const greenfield = connectGreenfield(setup);
  const signal = AbortSignal.timeout(30_000);
  const store = `stores/${encodeURIComponent(setup.storeId)}`;
  try {
    const { permissions } = await greenfield.get('api-keys/current', ApiKey, signal);
    const may = (permission: string) => isAllowed(permissions, permission, setup.storeId);
    const lacking = needed.filter((permission) => !may(permission));
    const rights = lacking.map((permission) => wrong(say.lacks(permission, setup.storeId)));
    const shop = may(seeStore)
      ? well(say.store((await greenfield.get(store, Store, signal)).name))
      : well(say.storeUnseen(seeStore));
    const hook = may(editWebhooks) ? await lookAtWebhook() : warning(say.webhookUnseen(editWebhooks));
    const prices = may(seeStore) ? await lookAtPrices(setup.prices ?? []) : [];
    const refunds = await lookAtRefunds(may);
    return [well(say.answers), ...rights, shop, ...prices, refunds, hook];
  } catch (error) {
    return [wrong(sentenceFor(error))];
  } finally {
    await greenfield.close();
  }

  /** Listing is tried, since servers differ in what they ask for it; giving back cannot be. */
  async function lookAtRefunds(may: (permission: string) => boolean): Promise<SetupFinding> {
    if (!refundPermissions.some(may)) return warning(say.refundsLack(refundPermission));
    try {
      await greenfield.get(`${store}/pull-payments?includeArchived=true`, PullPayments, signal);
      return well(say.refundsGood);
    } catch (error) {
      if (!(error instanceof GreenfieldRefused && error.status === 403)) throw error;
      return warning(say.pullPaymentsLack(managePullPayments));
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
    if (url === null) return wrong(say.webhookNowhere);
    const own = (await greenfield.get(`${store}/webhooks`, Webhooks, signal)).filter((one) => one.url === url);
    const [hook] = own;
    if (hook !== undefined) return judge(hook);
    if (!register) return wrong(say.webhookMissing(url));
    const body = {
      enabled: true,
      automaticRedelivery: true,
      url,
      secret,
      authorizedEvents: { everything: true, specificEvents: [] },
    };
    await greenfield.post(`${store}/webhooks`, { body, shape: z.looseObject({ id: z.string() }) }, signal);
    return well(say.webhookMade(url));
  }
}

function judgePrice({ ware, price }: PricedWare, rates: Rates): readonly SetupFinding[] {
  const { amountCents, currency } = price;
  const rate = Number(rates.find(({ currencyPair }) => currencyPair === `BTC_${currency}`)?.rate ?? 0);
  if (!(rate > 0)) return [wrong(say.noRate(currency, ware))];
  const sats = (Number(toDecimal(amountCents, currency)) / rate) * satsPerBitcoin;
  const cost = plainMoney(amountCents, currency);
  if (sats < 1) return [wrong(say.belowSatoshi(ware, cost))];
  return sats < dustSats ? [warning(say.lightningOnly(ware, cost))] : [];
}

function judge(hook: Webhook): SetupFinding {
  const { enabled, automaticRedelivery, authorizedEvents, url } = hook;
  if (!enabled) return wrong(say.webhookOff(url));
  if (!automaticRedelivery) return wrong(say.webhookOnce(url));
  const told = authorizedEvents.specificEvents ?? [];
  const missing = ['InvoiceSettled', 'InvoiceProcessing', 'InvoiceInvalid'].filter((type) => !told.includes(type));
  if (!authorizedEvents.everything && missing.length > 0) return wrong(say.webhookDeaf(url, missing));
  return well(say.webhookGood(url));
}

/** A permission may be bound to stores: "btcpay.store.canviewinvoices:abc". */
function isAllowed(permissions: readonly string[], permission: string, storeId: string): boolean {
  return [permission, ...almighty].some(
    (one) => permissions.includes(one) || permissions.includes(`${one}:${storeId}`),
  );
}

function sentenceFor(error: unknown): string {
  if (!(error instanceof GreenfieldRefused)) return error instanceof Error ? say.trouble(error.message) : say.unasked;
  if (error.status === 401) return say.keyRejected;
  if (error.status === 403 || error.status === 404) return say.otherStore(error.message);
  return say.trouble(error.message);
}

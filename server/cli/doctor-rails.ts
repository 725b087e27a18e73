// The doctor's check of the real payment providers: would each take a payment and send a webhook about it?
import type { ServerSettings } from '../settings/config.ts';
import { pricesIn } from '../settings/rail-prices.ts';
import { btcpaySettings, stripeSettings } from '../settings/rail-settings.ts';
import { checkBtcpay } from '../rails/btcpay/btcpay-setup.ts';
import { checkStripe } from '../rails/stripe/stripe-setup.ts';

/** `register`: make BTCPay Server's webhook where there is none. */
export async function lookAtRails(
  settings: ServerSettings,
  register: boolean,
): Promise<readonly { readonly isWell: boolean; readonly isWarning: boolean; readonly text: string }[]> {
  const base = settings.PUBLIC_URL;
  const webhookUrl = (rail: string) => (base === undefined ? null : `${base}/v1/webhooks/${rail}`);
  const btcpay = btcpaySettings(settings);
  const stripe = stripeSettings(settings);
  const prices = pricesIn(settings);
  const found = await Promise.all([
    btcpay === null ? [] : checkBtcpay({ ...btcpay, prices, webhookUrl: webhookUrl('btcpay') }, register),
    stripe === null ? [] : checkStripe({ ...stripe, prices, webhookUrl: webhookUrl('stripe') }),
  ]);
  return found.flat().map(({ kind, text }) => ({ isWell: kind !== 'wrong', isWarning: kind === 'warning', text }));
}

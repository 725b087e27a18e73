// Opens the outlets that the settings name.
import type { ServerSettings } from './settings/config.ts';
import type { Clock } from './lib/clock.ts';
import { createHttpOutlet } from './outlets/http/http-outlet.ts';
import { type LagoCodes, createLagoOutlet } from './outlets/lago/lago-outlet.ts';
import type { Outlet } from './outlets/outlet.ts';

export function openOutlets(settings: ServerSettings, clock: Clock): readonly Outlet[] {
  const { OUTBOX_URL: url, OUTBOX_SECRET: secret, LAGO_URL: lagoUrl, LAGO_API_KEY: apiKey } = settings;
  return [
    ...(url === undefined || secret === undefined ? [] : [createHttpOutlet({ url, secret, clock })]),
    ...(lagoUrl === undefined || apiKey === undefined
      ? []
      : [createLagoOutlet({ url: lagoUrl, apiKey, codes: lagoCodesIn(settings) })]),
  ];
}

function lagoCodesIn(settings: ServerSettings): LagoCodes {
  const { LAGO_EVENT_CODE: usage, LAGO_PAYMENT_EVENT_CODE: payment, LAGO_REFUND_EVENT_CODE: refund } = settings;
  return { usage, payment, refund };
}

// Checks the server's setup and prints in plain sentences what works and what does not.
import { existsSync } from 'node:fs';
import { ConfigError, readSettings, type ServerSettings } from '../settings/config.ts';
import { type Microcredits, microcreditsPerCredit } from '../contract/money.ts';
import type { Plan } from '../contract/plans/plans.ts';
import { lookAtRails } from './doctor-rails.ts';
import { lookAtUpstreams } from './doctor-upstreams.ts';
import { withLedger } from './open-ledger.ts';
import { askedPrices } from '../settings/rail-prices.ts';

/** A warning is about something that works in part; it does not make the exit code 1. */
type Finding = { readonly isWell: boolean; readonly isWarning?: boolean; readonly text: string };

/** `registerWebhook` lets it change something at BTCPay Server. Prints one line per finding; the exit code is 1 when anything is wrong. */
export async function doctor(
  env: Readonly<Record<string, string | undefined>>,
  say: (text: string) => unknown,
  options: { readonly registerWebhook?: boolean; readonly warnings?: readonly string[] } = {},
): Promise<number> {
  const findings: Finding[] = [well(`Node ${process.versions.node} is new enough.`)];
  findings.push(...(options.warnings ?? []).map(warning));
  const settings = settingsIn(env, findings);
  if (settings !== null) {
    findings.push(...adviceFor(settings), ...(await lookAtLedger(settings)));
    findings.push(...(await lookAtRails(settings, options.registerWebhook === true)));
    findings.push(...(await lookAtUpstreams(settings)));
  }
  for (const { isWell, isWarning, text } of findings) say(`${isWarning === true ? '!' : isWell ? '✔' : '✘'} ${text}`);
  const wrong = findings.filter(({ isWell }) => !isWell).length;
  say(wrong === 0 ? 'All is well.' : `${wrong} of ${findings.length} checks found something wrong.`);
  return wrong === 0 ? 0 : 1;
}

function settingsIn(env: Readonly<Record<string, string | undefined>>, findings: Finding[]): ServerSettings | null {
  try {
    const { settings, warnings } = readSettings(env);
    findings.push(well(`The settings can be read; the mode is ${settings.NODE_ENV}.`), ...warnings.map(warning));
    return settings;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    findings.push(wrong(error.message));
    return null;
  }
}

function adviceFor(settings: ServerSettings): readonly Finding[] {
  const isProduction = settings.NODE_ENV === 'production';
  return [
    settings.SANDBOX_ENABLED ? well('The sandbox is on: purchases move no money.') : well('The sandbox is off.'),
    isProduction && settings.PUBLIC_URL === undefined
      ? wrong('PUBLIC_URL is not set, so checkout pages would point to an address inside this machine.')
      : well(`Checkout pages are at ${settings.PUBLIC_URL ?? 'the address that the server listens on'}.`),
    isProduction && settings.ADMIN_API_KEY === undefined
      ? well('ADMIN_API_KEY is not set; the operator’s routes are closed.')
      : well('ADMIN_API_KEY is set.'),
    ...proxiesFor(settings),
    ...identityFor(settings),
    ...receiversFor(settings),
    ...askedPrices(settings).map(well),
  ];
}

/** The server itself speaks plain HTTP, so an https address is a proxy's. */
function proxiesFor({ PUBLIC_URL: url, TRUSTED_PROXIES: proxies, TRUSTED_PROXY_HOPS: hops }: ServerSettings) {
  if (url?.startsWith('https:') !== true || hops > 0 || proxies.rules.length > 0) return [];
  return [
    warning(
      'TRUSTED_PROXIES is not set, though PUBLIC_URL is the address of a proxy. Everybody behind it shares the limits and free messages of one network; set TRUSTED_PROXIES to the address of the proxy.',
    ),
  ];
}

/** In the order in which they are asked. */
function identityFor(settings: ServerSettings): readonly Finding[] {
  const { AUTH_JWKS_URL: keys, AUTH_ISSUER: issuer, TRUST_IDENTITY_HEADERS: areTrusted } = settings;
  const whom = settings.USAGE_SCOPE === 'org' ? 'organisations' : 'users';
  return [
    well('Identity: tokens are recognised by their hash.'),
    keys === undefined
      ? well('Identity: signed tokens are refused, since AUTH_JWKS_URL is not set.')
      : well(`Identity: signed tokens of ${issuer ?? ''} are verified with the keys at ${keys}; plans count ${whom}.`),
    areTrusted
      ? well(`Identity: X-User-Id is accepted from TRUSTED_PROXIES; plans count ${whom}.`)
      : well('Identity: X-User-Id is ignored, since TRUST_IDENTITY_HEADERS is off.'),
    well(`Identity: anybody else has ${settings.FREE_LIMIT} free messages in ${settings.FREE_TTL_SECONDS} seconds.`),
  ];
}

function lookAtPlan({ id, monthly_quota: month, per_minute: minute, daily, time_zone: zone }: Plan): Finding {
  const limits = [
    month === null ? 'as many messages as one likes' : `${month.toLocaleString('en')} messages a month`,
    ...(daily === null
      ? []
      : [`${daily.amount.toLocaleString('en')} ${daily.unit} a day (${daily.overflow.kind}, from ${daily.resets_at})`]),
    ...(minute === null ? [] : [`${minute.toLocaleString('en')} a minute`]),
  ];
  return well(`Plan ${id}: ${limits.join(', ')}, by the clocks of ${zone}.`);
}

async function lookAtLedger(settings: ServerSettings): Promise<readonly Finding[]> {
  const isNew = !existsSync(settings.DB_PATH);
  try {
    return await withLedger(settings, async ({ operator, plans, deadLetters }) => {
      await operator.checkWritable();
      const audit = await operator.audit();
      const { isSound, findings, planFindings, shortfall } = audit;
      return [
        well(
          isNew
            ? `${settings.DB_PATH} did not exist and was made.`
            : `${settings.DB_PATH} is up to date and can be written.`,
        ),
        ...(isSound ? [well('Every sum in the ledger is right.')] : findings.map(wrong)),
        well(lookAtCounts(audit)),
        ...(audit.isLogMissing ? [lookAtMissingLog(settings.DB_PATH)] : []),
        ...planFindings.map(wrong),
        ...(shortfall === 0 ? [] : [lookAtShortfall(shortfall)]),
        ...(await plans.list()).map(lookAtPlan),
        lookAtDeadLetters(await deadLetters.count()),
      ];
    });
  } catch (error) {
    return [
      wrong(
        `${settings.DB_PATH} cannot be used: ${error instanceof Error ? error.message : 'the reason is not known'}.`,
      ),
    ];
  }
}

/** Shows the operator whether this is the ledger that they mean. */
function lookAtCounts(found: {
  readonly wallets: number;
  readonly orders: number;
  readonly bookings: number;
  readonly lastBookedAt: number | null;
}): string {
  if (found.lastBookedAt === null) return 'The ledger is empty: nothing was booked yet.';
  const counted = (count: number, one: string) => `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`;
  const last = new Date(found.lastBookedAt).toISOString().replace('T', ' ').slice(0, 19);
  return `The ledger holds ${counted(found.wallets, 'wallet')}, ${counted(found.orders, 'order')} and ${counted(found.bookings, 'booking')}. The last booking was made on ${last} UTC.`;
}

function lookAtMissingLog(path: string): Finding {
  return warning(
    `${path} was copied while a server used it, and without ${path}-wal, so its newest bookings are missing. Copy both files while the server is stopped, or make the copy with "VACUUM INTO".`,
  );
}

/** Not an error: what refunds and disputes have cost. */
function lookAtShortfall(shortfall: Microcredits): Finding {
  const credits = (shortfall / microcreditsPerCredit).toLocaleString('en', { maximumFractionDigits: 6 });
  return warning(
    `Refunds and disputes took back the money for ${credits} credits that were already spent. You bear that loss.`,
  );
}

function lookAtDeadLetters({ inbox, outbox }: { readonly inbox: number; readonly outbox: number }): Finding {
  if (inbox + outbox === 0) return well('There are no dead letters.');
  const found = [
    ...(inbox === 0 ? [] : [inbox === 1 ? 'one webhook' : `${inbox.toLocaleString('en')} webhooks`]),
    ...(outbox === 0 ? [] : [outbox === 1 ? 'one event' : `${outbox.toLocaleString('en')} events`]),
  ].join(' and ');
  return wrong(`After many tries ${found} could not be processed. "tallystick-server dead-letters" shows why.`);
}

/** The receivers of events. */
function receiversFor({ OUTBOX_URL: url, LAGO_URL: lago }: ServerSettings): readonly Finding[] {
  if (url === undefined && lago === undefined)
    return [well('No receiver of events is set up: OUTBOX_URL and LAGO_URL are not set.')];
  return [
    ...(url === undefined ? [] : [well(`Events about orders and use are sent to ${new URL(url).origin}.`)]),
    ...(lago === undefined ? [] : [well(`Use is sent to Lago at ${new URL(lago).origin}.`)]),
  ];
}

function well(text: string): Finding {
  return { isWell: true, text };
}

function warning(text: string): Finding {
  return { isWell: true, isWarning: true, text };
}

function wrong(text: string): Finding {
  return { isWell: false, text };
}

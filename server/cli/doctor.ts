// Checks the server's setup and prints in plain sentences what works and what does not.
import { existsSync } from 'node:fs';
import { hashSettings } from '../settings/agreed-settings.ts';
import { ConfigError, readSettings, type ServerSettings } from '../settings/config.ts';
import { type Microcredits, microcreditsPerCredit } from '../contract/money.ts';
import type { Plan } from '../contract/plans/plans.ts';
import type { Env } from './command.ts';
import { lookAtCounters } from './doctor-counters.ts';
import { findingsOfDatabase } from './doctor-database.ts';
import { lookAtLedgerFile } from './doctor-file.ts';
import type { Usecases } from '../usecases/create-usecases.ts';
import { lookAtRails } from './doctor-rails.ts';
import { lookAtRate } from './doctor-rate.ts';
import { lookAtSignIn } from './doctor-sign-in.ts';
import { lookAtUpstreams } from './doctor-upstreams.ts';
import { lookAtLimits } from './doctor-valkey.ts';
import { ledgerName } from '../settings/store-settings.ts';
import { withLedger } from './open-ledger.ts';
import type { SetupFinding } from '../lib/setup-finding.ts';
import { issuerOf } from '../settings/sign-in-settings.ts';
import { askedPrices } from '../settings/rail-prices.ts';
import type { SharedByNodes } from '../storage/nodes/shared-by-nodes.ts';
import { sayCounterFinding, sayFinding } from '../words/commands/audit.ts';
import { type BookingCounts, doctorWords as words } from '../words/commands/doctor.ts';
import { settingsSay } from '../words/commands/settings.ts';

/** A warning is about something that works in part; it does not make the exit code 1. */
type Finding = { readonly isWell: boolean; readonly isWarning?: boolean; readonly text: string };

/** `registerWebhook` lets it change something at BTCPay Server. Prints one line per finding; the exit code is 1 when anything is wrong. */
export async function doctor(
  env: Env,
  say: (text: string) => unknown,
  options: { readonly registerWebhook?: boolean; readonly warnings?: readonly string[] } = {},
): Promise<number> {
  const findings: Finding[] = [well(words.node(process.versions.node))];
  findings.push(...(options.warnings ?? []).map(warning));
  const settings = settingsIn(env, findings);
  if (settings !== null) {
    findings.push(...adviceFor(settings), ...(await lookAtLedger(settings)), ...(await lookAtCounters(settings)));
    findings.push(...(await lookAtLimits(settings)));
    findings.push(...(await lookAtRails(settings, options.registerWebhook === true)));
    findings.push(...(await lookAtSignIn(settings)));
    findings.push(...(await lookAtUpstreams(settings)));
  }
  for (const { isWell, isWarning, text } of findings) say(`${isWarning === true ? '!' : isWell ? '✔' : '✘'} ${text}`);
  const wrong = findings.filter(({ isWell }) => !isWell).length;
  say(words.end(wrong, findings.length));
  return wrong === 0 ? 0 : 1;
}

function settingsIn(env: Env, findings: Finding[]): ServerSettings | null {
  try {
    const { settings, warnings } = readSettings(env);
    findings.push(well(words.settings(settings.NODE_ENV)), ...warnings.map(warning));
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
    well(settings.SANDBOX_ENABLED ? words.sandboxOn : words.sandboxOff),
    isProduction && settings.PUBLIC_URL === undefined
      ? wrong(words.publicUrlMissing)
      : well(words.checkoutAt(settings.PUBLIC_URL)),
    isProduction && settings.ADMIN_API_KEY === undefined ? well(words.operatorClosed) : well(words.operatorOpen),
    ...proxiesFor(settings),
    ...identityFor(settings),
    ...receiversFor(settings),
    ...askedPrices(settings).map(well),
    ...lookAtRate(settings).map(asFinding),
  ];
}

/** The server itself speaks plain HTTP, so an https address is a proxy's. */
function proxiesFor({ PUBLIC_URL: url, TRUSTED_PROXIES: proxies, TRUSTED_PROXY_HOPS: hops }: ServerSettings) {
  if (url?.startsWith('https:') !== true || hops > 0 || proxies.rules.length > 0) return [];
  return [warning(words.proxyUntrusted)];
}

/** In the order in which they are asked. */
function identityFor(settings: ServerSettings): readonly Finding[] {
  const { TRUST_IDENTITY_HEADERS: areTrusted } = settings;
  const signed = issuerOf(settings);
  const whom = settings.USAGE_SCOPE === 'org' ? words.organisations : words.users;
  return [
    well(words.tokens),
    signed === null
      ? well(words.signedRefused)
      : well(words.signedVerified(signed.name, signed.keysUrl ?? words.keysByDiscovery, whom)),
    areTrusted ? well(words.headersAccepted(whom)) : well(words.headersIgnored),
    well(words.strangers(settings.FREE_LIMIT, settings.FREE_TTL_SECONDS)),
  ];
}

async function lookAtPlans({ plans, prices }: Pick<Usecases, 'plans' | 'prices'>): Promise<readonly Finding[]> {
  const all = await plans.list();
  const unpriced = await Promise.all(
    all.map(async ({ id }) =>
      (await prices.ofPlans.unpriced(id)).map((pattern) => warning(words.textUnpriced(id, pattern))),
    ),
  );
  return [...all.map(lookAtPlan), ...unpriced.flat()];
}

function lookAtPlan({ id, monthly_quota: month, per_minute: minute, daily, time_zone: zone }: Plan): Finding {
  const limits = [
    month === null ? words.noMonth : words.month(month),
    ...(daily === null ? [] : [words.day({ ...daily, overflow: daily.overflow.kind, from: daily.resets_at })]),
    ...(minute === null ? [] : [words.minute(minute)]),
  ];
  return well(words.plan(id, limits, zone));
}

async function lookAtLedger(settings: ServerSettings): Promise<readonly Finding[]> {
  const name = ledgerName(settings);
  const isNew = settings.DATABASE_URL === undefined && !existsSync(settings.DB_PATH);
  try {
    return await withLedger(settings, async ({ operator, plans, prices, deadLetters }, nodes) => {
      await operator.checkWritable();
      const audit = await operator.audit();
      const { isSound, findings, planFindings, shortfall } = audit;
      return [
        well(isNew ? words.fileMade(name) : words.fileGood(name)),
        ...(isSound ? [well(words.sumsRight)] : findings.map((found) => wrong(sayFinding(found)))),
        well(lookAtCounts(audit)),
        ...(await lookAtStore(settings)).map(asFinding),
        ...(nodes === null ? [] : await lookAtAgreement(nodes, settings)),
        ...(audit.isLogMissing ? [warning(words.logMissing(name))] : []),
        ...planFindings.map((found) => wrong(sayCounterFinding(found))),
        ...(shortfall === 0 ? [] : [lookAtShortfall(shortfall)]),
        ...(await lookAtPlans({ plans, prices })),
        lookAtDeadLetters(await deadLetters.count()),
      ];
    });
  } catch (error) {
    return [wrong(words.fileBad(name, error instanceof Error ? error.message : null))];
  }
}

async function lookAtStore(settings: ServerSettings): Promise<readonly SetupFinding[]> {
  const { DATABASE_URL: url, DATABASE_POOL: poolMax } = settings;
  if (url === undefined) return lookAtLedgerFile(settings, Date.now());
  // Loaded only where it is used.
  const { lookAtDatabase } = await import('../storage/postgres/whole/look-at-database.ts');
  return findingsOfDatabase(await lookAtDatabase(url, Date.now), { poolMax });
}

/** Of the nodes' settings. Nothing is agreed on by it. */
async function lookAtAgreement(nodes: SharedByNodes, settings: ServerSettings): Promise<readonly Finding[]> {
  const { hashes, code } = hashSettings(settings);
  const differing = await nodes.settings.compare(hashes);
  if (differing.length === 0) return [well(words.settingsAlike)];
  const text = settingsSay.otherThanAgreed(differing, code);
  return [settings.SETTINGS_CHANGED === code ? warning(text) : wrong(text)];
}

/** Shows the operator whether this is the ledger that they mean. */
function lookAtCounts({ lastBookedAt, ...counts }: BookingCounts & { readonly lastBookedAt: number | null }): string {
  return lastBookedAt === null ? words.ledgerEmpty : words.ledgerHolds(counts, lastBookedAt);
}

/** Not an error: what refunds and disputes have cost. */
function lookAtShortfall(shortfall: Microcredits): Finding {
  return warning(words.shortfall(shortfall / microcreditsPerCredit));
}

function lookAtDeadLetters(dead: { readonly inbox: number; readonly outbox: number }): Finding {
  return dead.inbox + dead.outbox === 0 ? well(words.noDeadLetters) : wrong(words.deadLetters(dead));
}

/** The receivers of events. */
function receiversFor({ OUTBOX_URL: url, LAGO_URL: lago }: ServerSettings): readonly Finding[] {
  if (url === undefined && lago === undefined) return [well(words.noReceiver)];
  return [
    ...(url === undefined ? [] : [well(words.eventsTo(new URL(url).origin))]),
    ...(lago === undefined ? [] : [well(words.useTo(new URL(lago).origin))]),
  ];
}

function asFinding({ kind, text }: SetupFinding): Finding {
  return { isWell: kind !== 'wrong', isWarning: kind === 'warning', text };
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

// Every label of the figures with all the values that it may have. What is not here is unbounded, and may not be told.
import { LimitsStanding } from '../../../server/contract/config.ts';
import { Provider } from '../../../server/contract/orders/orders.ts';
import { OutletName } from '../../../server/contract/letters/dead-letters.ts';
import type { Companion } from '../../support/companion.ts';
import type { Sample } from './read-figures.ts';

type Values = readonly string[] | RegExp;

const numbers = /^(\+Inf|\d+(\.\d+)?(e-?\d+)?)$/;
const venues = ['local', 'hosted'];
const tokens = ['prompt', 'completion', 'cached', 'reasoning'];
const payers = ['wallet', 'free', 'plan'];
const answerEnds = [
  'whole',
  'left',
  'refused',
  'broke',
  'unreachable',
  'silent',
  'cut',
  'failed',
  'busy',
  'unreadable',
  'too_large',
  'denied',
  'resting',
];

/** `upstreams`: the operator's own names for them. */
export function labelValues(
  { routes }: Pick<Companion, 'routes'>,
  upstreams: readonly string[],
): Readonly<Record<string, Readonly<Record<string, Values>>>> {
  const patterns = ['none', '*', ...routes.map(({ url }) => url)];
  const methods = ['other', 'HEAD', 'OPTIONS', ...routes.map(({ method }) => method)];
  return {
    tallystick_build_info: { version: /^\d+\.\d+\.\d+$/, node: /^\d+\.\d+\.\d+$/, store: ['sqlite', 'postgres'] },
    tallystick_http_request_duration_seconds: {
      route: patterns,
      method: methods,
      status: ['1xx', '2xx', '3xx', '4xx', '5xx'],
      le: numbers,
    },
    tallystick_holds_opened_total: { venue: venues, payer: payers },
    tallystick_holds_ended_total: { end: ['captured', 'overdraft', 'released', 'expired'], venue: venues },
    tallystick_charged_microcredits_total: { payer: payers, venue: venues },
    tallystick_tokens_total: { venue: venues, kind: tokens },
    tallystick_limits: { state: LimitsStanding.options },
    tallystick_open_holds: {},
    tallystick_open_streams: { kind: ['hosted', 'orders'] },
    tallystick_upstream_first_byte_seconds: { upstream: upstreams, le: numbers },
    tallystick_upstream_answer_seconds: { upstream: upstreams, end: answerEnds, le: numbers },
    tallystick_upstream_tokens_total: { upstream: upstreams, kind: tokens },
    tallystick_webhook_lag_seconds: { rail: Provider.options, le: numbers },
    tallystick_webhooks_rejected_total: { rail: Provider.options },
    tallystick_inbox_due: {},
    tallystick_inbox_oldest_seconds: {},
    tallystick_outbox_due: { outlet: OutletName.options },
    tallystick_outbox_oldest_seconds: { outlet: OutletName.options },
    tallystick_dead_letters: { box: ['inbox', 'outbox'] },
    tallystick_settlements_waiting: {},
    tallystick_settings_differing: {},
    tallystick_audit_findings: { of: ['money', 'plans'] },
    tallystick_audit_timestamp_seconds: {},
    tallystick_storage_readable: {},
    tallystick_storage_commit_seconds: { le: numbers },
    tallystick_storage_commands_total: {},
    tallystick_storage_repeats_total: { why: ['contended', 'taken', 'lost', 'unavailable'] },
    tallystick_storage_queue: {},
    tallystick_storage_file_bytes: { file: ['ledger', 'log'] },
    tallystick_storage_connections: { state: ['used', 'idle'] },
  };
}

/** The metric of a sample: a histogram tells three kinds of samples. */
export function metricOf(name: string, known: Readonly<Record<string, unknown>>): string {
  const base = name.replace(/_(bucket|sum|count)$/, '');
  return Object.hasOwn(known, base) ? base : name;
}

/** Each label whose value nobody has foreseen, in words. */
export function unforeseen(
  samples: readonly Sample[],
  known: Readonly<Record<string, Readonly<Record<string, Values>>>>,
): readonly string[] {
  return samples.flatMap(({ name, labels }) => {
    // What Node tells of itself has labels of prom-client's own.
    if (/^(process|nodejs)_/.test(name)) return [];
    const values = known[metricOf(name, known)];
    if (values === undefined) return [`${name} is not known`];
    return Object.entries(labels).flatMap(([label, value]) => {
      const allowed = values[label];
      const fits = allowed instanceof RegExp ? allowed.test(value) : (allowed?.includes(value) ?? false);
      return fits ? [] : [`${name}{${label}="${value}"}`];
    });
  });
}

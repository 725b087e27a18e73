// Every figure that the server tells Prometheus of, in one place. A label has few values, all of them known when the server starts:
// never a token, an address, an account, a model's name or anything else that a caller chooses.
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export type Figures = ReturnType<typeof createFigures>;

/** How a hold ended. overdraft: captured, and it went beyond a plan's day in money. */
export type HoldEnd = 'captured' | 'overdraft' | 'released' | 'expired';

const requestSeconds = [0.002, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10, 60];
const answerSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
const commitSeconds = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5];
const webhookSeconds = [0.1, 0.5, 1, 2.5, 5, 15, 60, 300, 1_800, 7_200, 86_400];

export function createFigures() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    build: new Gauge({
      name: 'tallystick_build_info',
      help: 'Always 1; the labels say which version runs, on which Node, over which store.',
      labelNames: ['version', 'node', 'store'],
      registers,
    }),
    requests: new Histogram({
      name: 'tallystick_http_request_duration_seconds',
      help: 'Requests that were answered, from their head to the last byte of the answer.',
      labelNames: ['route', 'method', 'status'],
      buckets: requestSeconds,
      registers,
    }),
    limits: new Gauge({
      name: 'tallystick_limits',
      help: 'Where requests are counted: 1 for the state that holds now, and 0 for the others.',
      labelNames: ['state'],
      registers,
    }),
    settingsDiffering: new Gauge({
      name: 'tallystick_settings_differing',
      help: 'How many settings of this node differ from those on which all nodes have agreed since it was started.',
      registers,
    }),
    ...holdFigures(registers),
    ...upstreamFigures(registers),
    ...letterFigures(registers),
    ...storageFigures(registers),
  };
}

function holdFigures(registers: Registry[]) {
  return {
    holdsOpened: new Counter({
      name: 'tallystick_holds_opened_total',
      help: 'Holds that this process has made.',
      labelNames: ['venue', 'payer'],
      registers,
    }),
    holdsEnded: new Counter({
      name: 'tallystick_holds_ended_total',
      help: 'Holds that have ended here, each once. overdraft: captured beyond the day of a plan.',
      labelNames: ['end', 'venue'],
      registers,
    }),
    charged: new Counter({
      name: 'tallystick_charged_microcredits_total',
      help: 'What captured holds came to: taken from wallets, or given by a plan or the free allowance.',
      labelNames: ['payer', 'venue'],
      registers,
    }),
    tokens: new Counter({
      name: 'tallystick_tokens_total',
      help: 'Tokens of captured holds. cached is a part of prompt, reasoning a part of completion.',
      labelNames: ['venue', 'kind'],
      registers,
    }),
    openHolds: new Gauge({
      name: 'tallystick_open_holds',
      help: 'Holds that have not ended yet, in the whole store; at most 100000 are counted.',
      registers,
    }),
    openStreams: new Gauge({
      name: 'tallystick_open_streams',
      help: 'Answers of hosted models and streams of orders that this process has open.',
      labelNames: ['kind'],
      registers,
    }),
  };
}

function upstreamFigures(registers: Registry[]) {
  return {
    firstByte: new Histogram({
      name: 'tallystick_upstream_first_byte_seconds',
      help: 'From the question to an upstream to the first of its answer.',
      labelNames: ['upstream'],
      buckets: answerSeconds,
      registers,
    }),
    answers: new Histogram({
      name: 'tallystick_upstream_answer_seconds',
      help: 'Questions to an upstream until their end, and how they ended.',
      labelNames: ['upstream', 'end'],
      buckets: answerSeconds,
      registers,
    }),
    upstreamTokens: new Counter({
      name: 'tallystick_upstream_tokens_total',
      help: 'Tokens as the upstream has reported them.',
      labelNames: ['upstream', 'kind'],
      registers,
    }),
  };
}

function letterFigures(registers: Registry[]) {
  return {
    webhookLag: new Histogram({
      name: 'tallystick_webhook_lag_seconds',
      help: 'From when a webhook was filed until what it led to was booked.',
      labelNames: ['rail'],
      buckets: webhookSeconds,
      registers,
    }),
    webhooksRejected: new Counter({
      name: 'tallystick_webhooks_rejected_total',
      help: 'Webhooks whose signature did not fit.',
      labelNames: ['rail'],
      registers,
    }),
    inboxDue: new Gauge({
      name: 'tallystick_inbox_due',
      help: 'Webhooks that are filed and not done with; at most 100000 are counted.',
      registers,
    }),
    inboxOldest: new Gauge({
      name: 'tallystick_inbox_oldest_seconds',
      help: 'How long the oldest of them has waited; 0 where none does.',
      registers,
    }),
    outboxDue: new Gauge({
      name: 'tallystick_outbox_due',
      help: 'Events that a receiver has not heard yet; at most 100000 are counted.',
      labelNames: ['outlet'],
      registers,
    }),
    outboxOldest: new Gauge({
      name: 'tallystick_outbox_oldest_seconds',
      help: 'How long the oldest of them has waited; 0 where none does.',
      labelNames: ['outlet'],
      registers,
    }),
    deadLetters: new Gauge({
      name: 'tallystick_dead_letters',
      help: 'Webhooks and events that were given up and wait for the operator.',
      labelNames: ['box'],
      registers,
    }),
    settlementsWaiting: new Gauge({
      name: 'tallystick_settlements_waiting',
      help: 'Ends of hosted answers that the ledger could not take yet, on this node.',
      registers,
    }),
  };
}

function storageFigures(registers: Registry[]) {
  return {
    auditFindings: new Gauge({
      name: 'tallystick_audit_findings',
      help: 'What the last audit found wrong, of this process or one that it has taken over from another node; 0 is sound.',
      labelNames: ['of'],
      registers,
    }),
    auditedAt: new Gauge({
      name: 'tallystick_audit_timestamp_seconds',
      help: 'When the last audit ended, of this process or one that it has taken over from another node.',
      registers,
    }),
    readable: new Gauge({
      name: 'tallystick_storage_readable',
      help: 'Whether the store could be read for these figures. Where not, what would stand in it is left out.',
      registers,
    }),
    commits: new Histogram({
      name: 'tallystick_storage_commit_seconds',
      help: 'Commits until they are on the disk. Those that had nothing to write are among them, and take no time.',
      buckets: commitSeconds,
      registers,
    }),
    commands: new Counter({
      name: 'tallystick_storage_commands_total',
      help: 'Commands in those commits.',
      registers,
    }),
    repeats: new Counter({
      name: 'tallystick_storage_repeats_total',
      help: 'Commands that PostgreSQL let repeat, by the reason.',
      labelNames: ['why'],
      registers,
    }),
    queue: new Gauge({
      name: 'tallystick_storage_queue',
      help: 'Commands that wait for the writer of the file, or for a connection to the database.',
      registers,
    }),
    fileBytes: new Gauge({
      name: 'tallystick_storage_file_bytes',
      help: 'The size of the ledger’s file and of its log.',
      labelNames: ['file'],
      registers,
    }),
    connections: new Gauge({
      name: 'tallystick_storage_connections',
      help: 'Connections of this process to the database.',
      labelNames: ['state'],
      registers,
    }),
  };
}

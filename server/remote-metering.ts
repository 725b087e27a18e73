// Metering without a ledger of one's own: the companion server on another machine keeps it, and is asked over HTTP with the API key
// of a service. What ends here while that server cannot be reached waits in a file on this machine, and is told until it is heard.
import { dirname } from 'node:path';
import { z } from 'zod';
import { closingOf } from './close-metering.ts';
import { Microcredits } from './contract/money.ts';
import { accountHash, type WalletPayer } from './http/metered/payer.ts';
import { createVisitorReader } from './http/metered/visitor.ts';
import { hashApiKey } from './lib/api-key.ts';
import { systemClock, type Clock } from './lib/clock.ts';
import { hashToken } from './lib/hash-token.ts';
import { silentLog, type Log } from './lib/log.ts';
import { makeFolder } from './lib/make-folder.ts';
import { openGateLink } from './outlets/gate/open-gate-link.ts';
import { cidrs } from './settings/setting-forms.ts';
import { openSettlementOutbox } from './storage/sqlite/holds/open-settlement-outbox.ts';
import { createBackgroundWorker } from './usecases/background-worker.ts';
import type { Caller } from './usecases/caller.ts';
import { createLostLocks } from './usecases/gate/lost-locks.ts';
import { createRemoteEngine } from './usecases/gate/remote-engine.ts';
import { tellPayer } from './usecases/gate/tell-payer.ts';
import { createSettler } from './usecases/holds/settler.ts';

/** What is left out is read from the environment. */
export type RemoteMeteringOptions = {
  /** Where the companion server is, such as https://credits.example.org. Default CREDIT_SERVICE_URL. */
  readonly baseUrl?: string;
  /** The API key of a service. Default CREDIT_API_TOKEN. */
  readonly apiToken?: string;
  /** For one question. Default CREDIT_TIMEOUT, which is in seconds, else 10,000. */
  readonly timeoutMs?: number;
  /** Where ends wait that the server has not heard; made where there is none. Default data/credit-service.settlements. */
  readonly outboxPath?: string;
  readonly log?: Log;
  readonly clock?: Clock;
  /** How often waiting ends are looked for. Default 500. */
  readonly everyMs?: number;
  /** Opens the free allowance of the companion server to the routes that say `free`. Default closed. */
  readonly free?: {
    /** The companion server's ANON_SALT: with another one a visitor would be somebody else here. */
    readonly salt: string;
    /** As the companion server's TRUSTED_PROXIES are written. Default none. */
    readonly trustedProxies?: string;
  };
};

type Env = Readonly<Record<string, string | undefined>>;

/** Throws where nothing says which server to ask, and where the outbox cannot be opened. */
export function openRemoteMetering(options: RemoteMeteringOptions, env: Env = process.env) {
  const { log = silentLog, clock = systemClock, everyMs = 500, free } = options;
  const { outboxPath = 'data/credit-service.settlements' } = options;
  const link = openGateLink(addressOf(options, env));
  makeFolder(dirname(outboxPath));
  const outbox = openSettlementOutbox(outboxPath);
  const engine = createRemoteEngine({ link, clock, onLost: (lock) => lostLocks.add(lock) });
  const settler = createSettler({ engine, outbox, clock, log });
  const lostLocks = createLostLocks({ settler, clock, log });
  const worker = createBackgroundWorker({ clock, log, config: { workerEveryMs: everyMs } }, [
    { name: 'settle what waits', run: (signal) => settler.retry(signal) },
    { name: 'find lost locks', run: (signal) => lostLocks.retry(signal) },
  ]);
  worker.start();

  return {
    engine,
    settler,
    visitor:
      free === undefined
        ? null
        : createVisitorReader(free.salt, { networks: cidrs.parse(free.trustedProxies ?? ''), hops: 0 }),
    readKey: (key: string) => Promise.resolve(keyCaller(key)),
    grant: (): Promise<void> =>
      Promise.reject(new Error('A service cannot give credits. Grant them on the companion server.')),
    async balance(payer: WalletPayer) {
      const { payer: named } = tellPayer({ kind: 'token', tokenHash: hashOf(payer) });
      const answer = await link.ask({ method: 'GET', path: `/v1/summary?payer=${encodeURIComponent(named)}` });
      if (answer.status === 404) return null;
      const { balance_microcredits: balance, ...told } = Summary.parse(answer.body);
      return { balance, held: told.held_microcredits, free: told.available_microcredits };
    },
    close: closingOf({ worker, settler, outbox, log, last: link }),
  };
}

const Summary = z.object({
  balance_microcredits: Microcredits,
  held_microcredits: Microcredits,
  available_microcredits: Microcredits,
});

function addressOf({ baseUrl, apiToken, timeoutMs }: RemoteMeteringOptions, env: Env) {
  const url = baseUrl ?? env['CREDIT_SERVICE_URL'] ?? '';
  const token = apiToken ?? env['CREDIT_API_TOKEN'] ?? '';
  if (url === '')
    throw new Error(
      'Say where the ledger is: openMetering({ path }), openMetering({ baseUrl }) or CREDIT_SERVICE_URL.',
    );
  if (token === '') throw new Error('Send a service’s API key: openMetering({ apiToken }) or CREDIT_API_TOKEN.');
  return { baseUrl: url, apiToken: token, timeoutMs: timeoutMs ?? secondsIn(env['CREDIT_TIMEOUT']) * 1_000 };
}

function secondsIn(text: string | undefined): number {
  if (text === undefined || text === '') return 10;
  if (!/^\d{1,3}(\.\d{1,3})?$/.test(text))
    throw new Error('CREDIT_TIMEOUT must be a number of seconds such as 10 or 2.5');
  return Number(text);
}

/** The key is not looked up here: the server that is asked knows it by its hash, with its budget and its models. */
function keyCaller(key: string): Caller {
  const hash = hashApiKey(key);
  const use = { id: hash, models: null, budgets: [] };
  return { kind: 'user', subject: hash, scope: 'user', plan: null, user: hash, org: null, key: use };
}

function hashOf(payer: WalletPayer) {
  return payer.kind === 'token' ? hashToken(payer.token) : accountHash(payer.account);
}

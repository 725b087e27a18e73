// The HTTP server with real sockets over a test ledger, and models of upstreams that a test scripts. Closing it audits the ledger.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createApp } from '../../../server/app.ts';
import { toPriceRules } from '../../../server/domain/holds/price-rules.ts';
import { WrittenPriceRules } from '../../../server/contract/holds/prices.ts';
import { microcredits } from '../../../server/domain/money.ts';
import { createDrain } from '../../../server/http/drain.ts';
import { createLog } from '../../../server/http/log.ts';
import { urlOf } from '../../../server/http/listening-url.ts';
import { loadSettings } from '../../../server/settings/config.ts';
import { httpSettingsOf } from '../../../server/settings/http-settings.ts';
import { ownLimits } from '../../../server/storage/limits/memory-limits.ts';
import { openSettlementOutbox } from '../../../server/storage/sqlite/holds/open-settlement-outbox.ts';
import { usualBounds, type UpstreamOffer } from '../../../server/upstream/offer.ts';
import type { Upstream } from '../../../server/upstream/upstream.ts';
import type { UsecaseConfig } from '../../../server/usecases/usecase-config.ts';
import { systemClock } from '../../../server/lib/clock.ts';
import { call, companionEnv, newToken, type Reply } from '../../support/companion.ts';
import { hashOf, openTestLedger, temporaryFolder, type TestLedger } from '../../support/server-ledger.ts';
import { tokenOwner } from '../../../server/domain/wallets/ledger.ts';

export type HostedServer = {
  readonly url: string;
  readonly ledger: TestLedger;
  readonly log: () => string;
  /** Microcredits for a token. */
  readonly give: (token: string, amount: number) => Promise<void>;
  /** A new token with so many. */
  readonly payer: (amount: number) => Promise<string>;
  readonly ask: (
    body: object,
    options?: { readonly as?: string; readonly headers?: Readonly<Record<string, string>>; readonly path?: string },
  ) => Promise<Reply>;
  /** As the operator's signal does. */
  readonly stop: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export type HostedOptions = {
  readonly offers: readonly UpstreamOffer[];
  readonly config?: Partial<UsecaseConfig>;
  readonly env?: Readonly<Record<string, string>>;
};

/** 2 microcredits an input token, 10 an output token, and 1,000 for a picture. */
export const rules = toPriceRules(
  WrittenPriceRules.parse([
    {
      id: 'by-token',
      models: '*',
      venue: 'hosted',
      per_input_token_microcredits: 2,
      per_output_token_microcredits: 10,
      per_image_microcredits: 1000,
    },
  ]),
);

/** Offers these models of an upstream, each with an answer of 1,000 tokens at the most. */
export function offer(upstream: Upstream, ...ids: readonly string[]): UpstreamOffer {
  const bounds = { ...usualBounds, maxOutputTokens: 1000 };
  return {
    upstream,
    models: { kind: 'named', models: ids.map((id) => ({ ...bounds, id, upstreamModel: `${id}-at-${upstream.name}` })) },
  };
}

export async function startHosted({ offers, config = {}, env = {} }: HostedOptions): Promise<HostedServer> {
  const folder = temporaryFolder();
  const settlements = openSettlementOutbox(join(folder.path, 'settlements.db'));
  const ledger = openTestLedger({
    hosted: { offers, settlements },
    config: { priceRules: rules, freeHostedModels: ['small'], hostedToolModels: ['small'], ...config },
  });
  ledger.clock.set(Date.now());
  const settings = loadSettings({ ...companionEnv(folder.path), SHUTDOWN_GRACE_SECONDS: '0', ...env });
  const lines: string[] = [];
  const { app } = await createApp({
    settings: httpSettingsOf(settings, 'a salt for tests', ['sandbox']),
    usecases: ledger.usecases,
    panels: [],
    limits: ownLimits(),
    clock: systemClock,
    log: createLog('info', [], { write: (line) => void lines.push(line) }),
  });
  const drain = createDrain(app.server);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const url = urlOf(app.server.address());
  const stopping: { done: Promise<void> | null } = { done: null };
  const stop = (): Promise<void> => (stopping.done ??= drain(() => app.close()));
  const give = async (token: string, amount: number): Promise<void> => {
    const gift = {
      owner: tokenOwner(hashOf(token)),
      amount: microcredits(amount),
      reason: 'a test',
      ref: randomUUID(),
    };
    await ledger.usecases.operator.grant(gift);
  };
  return {
    url,
    ledger,
    log: () => lines.join(''),
    give,
    async payer(amount) {
      const token = newToken();
      await give(token, amount);
      return token;
    },
    ask: (body, { path = '/v1/chat/completions', ...options } = {}) =>
      call(url, `POST ${path}`, {
        ...options,
        body: { model: 'small', messages: [{ role: 'user', content: 'Hi' }], ...body },
      }),
    stop,
    async close() {
      await stop();
      await ledger.close();
      await settlements.close();
      folder.remove();
    },
  };
}

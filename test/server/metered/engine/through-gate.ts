// The same cases as requests to a metered route on another machine, which asks a companion server over its gate.
import { join } from 'node:path';
import { rmSync } from 'node:fs';
import type { Plan } from '../../../../server/contract/plans/plans.ts';
import { openMetering } from '../../../../server/metering.ts';
import { startServer } from '../../../../server/server.ts';
import { call, companionEnv, tempFolder } from '../../../support/companion.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { start } from '../../../support/server-ledger.ts';
import { type Way, freeLimit, priceRules } from './cases.ts';
import { throughRoutes } from './through-routes.ts';

const operatorKey = 'the key of the operator';

export async function throughGate(plans: readonly Plan[]): Promise<Way> {
  const folder = tempFolder();
  const path = join(folder, 'ledger.db');
  const server = await startServer({
    env: {
      ...companionEnv(folder),
      ADMIN_API_KEY: operatorKey,
      PRICE_RULES: JSON.stringify(priceRules),
      FREE_LIMIT: String(freeLimit),
      ANON_SALT: 'pepper of the companion',
      LOG_LEVEL: 'silent',
    },
    clock: createFakeClock(start),
  });
  const asOperator = (request: string, body: object) =>
    call(server.url, request, { headers: { 'x-api-key': operatorKey }, body });
  for (const plan of plans) await asOperator('POST /v1/plans', plan);
  const { body } = await asOperator('POST /v1/api-keys', { kind: 'service', name: 'shop' });
  const remote = openMetering({
    baseUrl: server.url,
    apiToken: body.key,
    outboxPath: join(folder, 'waiting.settlements'),
    free: { salt: 'pepper of the companion' },
  });
  return throughRoutes(plans, {
    path,
    remote,
    async close() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  });
}

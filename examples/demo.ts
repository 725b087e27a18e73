// What each example needs to be tried: somebody with five credits, and the command that spends some of them.
import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Metering } from '../server/metering.ts';

const fiveCredits = 5_000_000;

/** Gives a new pro token five credits, and prints how to spend from it. */
export async function demoToken(app: FastifyInstance, metering: Metering, path: string): Promise<void> {
  const token = `tally_${randomBytes(32).toString('base64url')}`;
  await metering.grant({ to: { kind: 'token', token }, amount: fiveCredits, reason: 'example' });
  say(app, path, `authorization: Bearer ${token}`);
}

/** As demoToken, for an account by name. */
export async function demoAccount(app: FastifyInstance, metering: Metering, path: string): Promise<void> {
  await metering.grant({ to: { kind: 'account', account: 'alice' }, amount: fiveCredits, reason: 'example' });
  say(app, path, 'X-Account: alice');
}

function say(app: FastifyInstance, path: string, header: string): void {
  const address = app.server.address();
  const port = typeof address === 'object' ? address?.port : address;
  console.log(`curl -i -H '${header}' 'http://127.0.0.1:${port}${path}'`);
}

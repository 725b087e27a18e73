// Whom a route lets in, by the access that it states; for those too that no route states yet.
import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { type Access, Access as Accesses } from '../../../server/contract/route.ts';
import { addDoor } from '../../../server/http/door.ts';
import type { Proof } from '../../../server/http/identity.ts';
import { createOperatorKey } from '../../../server/http/operator.ts';
import { replyWithProblem } from '../../../server/http/problem-reply.ts';
import { hashToken } from '../../../server/lib/hash-token.ts';
import { newToken } from '../../support/companion.ts';
import { personCaller } from '../../support/person-caller.ts';

const key = 'the key of the operator';
const proofs: Readonly<Record<string, Proof>> = {
  none: { kind: 'none' },
  rejected: { kind: 'rejected' },
  unverified: { kind: 'unverified', cause: null },
  token: { kind: 'token', hash: hashToken(newToken()) },
  user: personCaller('ada'),
  apiKey: { ...personCaller('ada'), key: { id: 'k', models: null, budgets: [] } },
  service: { kind: 'service', id: 's' },
};

/** Who came in at a route of this access, and what the others were told. */
async function answersAt(access: Access): Promise<Readonly<Record<string, string>>> {
  const app = Fastify();
  app.decorateRequest('identity');
  app.addHook('onRequest', (request, _reply, done) => {
    const proof = proofs[String(request.headers['x-proof'])] ?? { kind: 'none' as const };
    request.identity = { bucket: 'here', client: 'this one', proof };
    done();
  });
  app.setErrorHandler((error, request, reply) => replyWithProblem(error, request, reply));
  addDoor(app, createOperatorKey(key));
  app.get('/', { config: { access, limit: 'calm' } }, () => ({ code: 'in' }));
  const answers: Record<string, string> = {};
  for (const name of Object.keys(proofs))
    answers[name] = (await app.inject({ url: '/', headers: { 'x-proof': name } })).json().code;
  answers['key'] = (await app.inject({ url: '/', headers: { 'x-api-key': key } })).json().code;
  await app.close();
  return answers;
}

const everybody = ['none', 'rejected', 'unverified', 'token', 'user', 'apiKey', 'service', 'key'];
const all = (code: string) => Object.fromEntries(everybody.map((name) => [name, code]));
const unverified = { unverified: 'identity_unavailable' };

const expected: Readonly<Record<Access, Readonly<Record<string, string>>>> = {
  public: all('in'),
  holder: { ...all('token_rejected'), ...unverified, service: 'forbidden', token: 'in' },
  user: {
    ...all('token_rejected'),
    ...unverified,
    apiKey: 'forbidden',
    service: 'forbidden',
    token: 'in',
    user: 'in',
  },
  spender: {
    ...all('token_rejected'),
    ...unverified,
    apiKey: 'in',
    service: 'forbidden',
    token: 'in',
    user: 'in',
  },
  service: { ...all('forbidden'), ...unverified, rejected: 'token_rejected', service: 'in' },
  operator: { ...all('operator_key_rejected'), key: 'in' },
};

describe('a route', () => {
  it.each(Accesses.options)('for %s lets in those whom the word means, and nobody else', async (access) => {
    expect(await answersAt(access)).toEqual(expected[access]);
  });
});

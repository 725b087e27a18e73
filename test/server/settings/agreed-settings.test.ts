// What is compared between nodes: what was meant, not how it was written, and no secret.
import { expect, it } from 'vitest';
import { hashSettings } from '../../../server/settings/agreed-settings.ts';
import { loadSettings } from '../../../server/settings/config.ts';

const base = { ANON_SALT: 'a salt that all nodes have', DATABASE_URL: 'postgres://a@db/ledger' };
const hashed = (env: Readonly<Record<string, string>> = {}) => hashSettings(loadSettings({ ...base, ...env }));

/** The names whose hashes are others than those of a node with nothing but the defaults. */
function differing(env: Readonly<Record<string, string>>, from = {}): readonly string[] {
  const usual = hashed(from).hashes;
  return [...hashed(env).hashes].flatMap(([name, hash]) => (usual.get(name) === hash ? [] : [name]));
}

const upstream = {
  name: 'gpu',
  kind: 'openai',
  base_url: 'http://127.0.0.1:8000/v1',
  api_key: 'a key of this node',
  models: [{ id: 'llama', max_output_tokens: 10 }],
};
const upstreams = (change: object) => ({ UPSTREAMS: JSON.stringify([{ ...upstream, ...change }]) });

it('what changes a charge, a purchase or a claim is told by its name', () => {
  expect(differing({ CREDIT_RATE: '400000', FREE_LIMIT: '3', PLAN_PRO_PER_MINUTE: '7' })).toEqual([
    'CREDIT_RATE',
    'FREE_LIMIT',
    'PLAN_PRO_PER_MINUTE',
  ]);
  expect(differing({ ANON_SALT: 'another salt than others have' })).toEqual(['ANON_SALT']);
  expect(differing(upstreams({ models: [{ id: 'llama', max_output_tokens: 11 }] }), upstreams({}))).toEqual([
    'UPSTREAMS',
  ]);
});

it('where a node listens, its keys, and how the same was written make no difference', () => {
  expect(differing({ PORT: '9', LOG_LEVEL: 'debug', ADMIN_API_KEY: 'another key than before' })).toEqual([]);
  expect(differing({ CREDIT_RATE: '500000.0', FREE_LIMIT: '020' })).toEqual([]);
  expect(differing(upstreams({ base_url: 'http://10.0.0.7/v1', api_key: 'another key' }), upstreams({}))).toEqual([]);
  const rule = { id: 'a', models: '*', venue: 'local', per_request_microcredits: 1 };
  const turned = Object.fromEntries(Object.entries(rule).toReversed());
  expect(differing({ PRICE_RULES: JSON.stringify([turned]) }, { PRICE_RULES: JSON.stringify([rule]) })).toEqual([]);
});

it('a code stands for one set of settings, and neither it nor a hash holds the salt', () => {
  const codes = [{}, { FREE_LIMIT: '3' }, { FREE_LIMIT: '4' }].map((env) => hashed(env).code);
  expect(new Set(codes).size).toBe(3);
  expect(hashed({ PORT: '9' }).code).toBe(codes[0]);
  expect(JSON.stringify([...hashed().hashes.values(), ...codes])).not.toContain(base.ANON_SALT);
});

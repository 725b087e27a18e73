// The API's description tells what the server does: each route, each status it answers with, and the form of its noes.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { OutboxEvent } from '../../../server/contract/letters/events.ts';
import { problems } from '../../../server/contract/problem.ts';
import { type Companion, call, newToken, type Reply, startCompanion } from '../../support/companion.ts';

const key = 'the key of the operator';

const Response = z.object({
  content: z.record(z.string(), z.object({ schema: z.unknown() })).default({}),
});
const Described = z.object({
  components: z.object({
    schemas: z.looseObject({ Problem: z.object({ properties: z.record(z.string(), z.unknown()) }) }),
    securitySchemes: z.record(z.string(), z.unknown()),
  }),
  webhooks: z.record(
    z.string(),
    z.object({
      post: z.object({ requestBody: z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })) }) }),
    }),
  ),
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        responses: z.record(z.string(), Response),
        security: z.array(z.record(z.string(), z.unknown())).optional(),
        parameters: z
          .array(z.object({ name: z.string(), schema: z.looseObject({ type: z.string().optional() }) }))
          .default([]),
      }),
    ),
  ),
});
const eventsPage = new URL('../../../docs/operators/events.md', import.meta.url);
const AnyOf = z.object({ anyOf: z.array(z.object({ $ref: z.string() })).min(1) });
const WithCodes = z.object({ allOf: z.tuple([z.object({ $ref: z.literal('#/components/schemas/Problem') }), AnyOf]) });
/** Where OpenAI's clients read the noes. */
const WithOpenAiCodes = z.object({
  allOf: z.tuple([
    z.object({ $ref: z.literal('#/components/schemas/OpenAiError') }),
    z.object({ properties: z.object({ error: AnyOf }) }),
  ]),
});
const Named = z.object({
  allOf: z.tuple([z.object({ properties: z.object({ code: z.object({ const: z.string() }) }) }), z.unknown()]),
});
type Operation = z.infer<typeof Described>['paths'][string][string] & {
  readonly name: string;
  readonly method: string;
  readonly path: string;
};

/** The forms that a no of this status can have, one a code. */
function formsIn({ responses, path }: Operation, status: string): readonly unknown[] {
  const content = responses[status]?.content;
  const { anyOf } = openAiPaths.includes(path)
    ? WithOpenAiCodes.parse(content?.['application/json']?.schema).allOf[1].properties.error
    : WithCodes.parse(content?.['application/problem+json']?.schema).allOf[1];
  return anyOf.map(({ $ref }) => described.components.schemas[$ref.replace('#/components/schemas/', '')]);
}

function codesIn(operation: Operation, status: string): readonly string[] {
  return formsIn(operation, status).map((form) => Named.parse(form).allOf[0].properties.code.const);
}

/** That the description has a form for it: its code with the parameters that this code has. */
function isDescribed(operation: Operation, status: string, no: unknown): boolean {
  return readersOf(operation, status).some((reader) => reader.safeParse(no).success);
}

const readers = new Map<string, readonly z.ZodType[]>();

/** Made once: there are many answers of each kind. */
function readersOf(operation: Operation, status: string): readonly z.ZodType[] {
  const where = `${operation.name} ${status}`;
  const made = readers.get(where) ?? formsIn(operation, status).map((form) => z.fromJSONSchema(Json.parse(form)));
  readers.set(where, made);
  return made;
}
const Json = z.record(z.string(), z.json());

const openAiPaths = ['/v1/models', '/v1/chat/completions', '/v1/proxy/chat/completions'];

const statusOf = new Map<string, number>(Object.entries(problems).map(([code, { status }]) => [code, status]));

let server: Companion;
let described: z.infer<typeof Described>;
let operations: readonly Operation[];
beforeAll(async () => {
  server = await startCompanion({ ADMIN_API_KEY: key });
  described = Described.parse((await call(server.url, 'GET /openapi.json')).body);
  operations = Object.entries(described.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const name = `${method.toUpperCase()} ${path}`;
      return { ...operation, name, method: method.toUpperCase(), path };
    }),
  );
});
afterAll(() => server.close());

/** What strangers, holders, operators and people who mistype send. */
const senders: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'x-client-id': 'client-1234' },
  { authorization: `Bearer ${newToken()}` },
  { authorization: 'Bearer nonsense' },
  { 'x-api-key': key },
  { 'x-api-key': 'a wrong key of mine' },
];
const bodies: readonly (readonly [string, string])[] = [
  ['application/json', '{}'],
  ['application/json', '{"id":'],
  ['application/json', '[]'],
  [
    'application/json',
    JSON.stringify({ order_id: randomUUID(), reason: 'r', cents: 1, subject: '7', scope: 'user', plan_id: 'none' }),
  ],
  ['text/plain', 'a'],
  ['application/json', JSON.stringify({ a: 'x'.repeat(70_000) })],
];
// oxlint-disable-next-line typescript/no-explicit-any -- a raw answer, looked at as any client would
const noIn = (body: any): any => body.error ?? body;
const ids = ['7', randomUUID(), 'none'];

async function* answersOf({ method, path }: Operation): AsyncGenerator<Reply> {
  for (const id of ids) {
    const url = `${server.url}${path.replaceAll(/\{\w+\}/g, id)}`;
    for (const headers of senders)
      for (const [type, body] of method === 'GET' ? ([['', '']] as const) : bodies) {
        const sent = method === 'GET' ? { headers } : { headers: { ...headers, 'content-type': type }, body };
        const answer = await fetch(url, { method, ...sent });
        const text =
          answer.headers.get('content-type')?.startsWith('text/event-stream') === true ? '' : await answer.text();
        await answer.body?.cancel().catch(() => undefined);
        const isJson = answer.headers.get('content-type')?.includes('json') === true;
        yield { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
      }
  }
}

describe('the description of the API', () => {
  it('has every no as a problem document, or as OpenAI’s clients read it, with the codes that it can have, and no other', () => {
    expect(Object.keys(described.components.schemas.Problem.properties)).toEqual(
      expect.arrayContaining(['type', 'code', 'request_id']),
    );
    for (const operation of operations)
      for (const [status, { content }] of Object.entries(operation.responses)) {
        if (Number(status) < 400) continue;
        const where = `${operation.name} ${status}`;
        const form = openAiPaths.includes(operation.path) ? 'application/json' : 'application/problem+json';
        expect([where, Object.keys(content)]).toEqual([where, [form]]);
        for (const code of codesIn(operation, status))
          expect([where, code, statusOf.get(code)]).toEqual([where, code, status === '415' ? 400 : Number(status)]);
      }
  });

  it('names the parameters of each code: with all of them a no is described, and with one left out it is not', () => {
    const [operation] = operations.filter(({ name }) => name === 'POST /v1/holds');
    if (operation === undefined) throw new Error('there is no such route');
    const no = { code: 'free_exhausted', reason: 'used_up', limit: 20, whose: 'client', resets_at: 7 };
    expect(isDescribed(operation, '402', no)).toBe(true);
    for (const name of Object.keys(no))
      expect([name, isDescribed(operation, '402', { ...no, [name]: undefined })]).toEqual([name, false]);
    expect(isDescribed(operation, '402', { ...no, limit: 'many' })).toBe(false);
    expect(isDescribed(operation, '402', { ...no, reason: 'none' })).toBe(false);
  });

  it('says of the events of an order that their data is a text of JSON', () => {
    const stream = operations.find(({ name }) => name === 'GET /v1/orders/{id}/events')?.responses['200'];
    const [change, ...ends] = z
      .object({ 'text/event-stream': z.object({ schema: z.object({ oneOf: z.array(z.json()) }) }) })
      .parse(stream?.content)['text/event-stream'].schema.oneOf;
    const text = { type: 'string', contentMediaType: 'application/json' };
    expect(change).toMatchObject({
      properties: { data: { ...text, contentSchema: { required: expect.arrayContaining(['state']) } } },
    });
    for (const end of ends) expect(end).toMatchObject({ properties: { data: text } });
  });

  it('has the form of each event that an endpoint of the operator’s is sent, as its examples are', () => {
    const examples = readFileSync(eventsPage, 'utf8').matchAll(/```json\n(.*?)```/gs);
    const events = [...examples].map(([, text = '']) => z.looseObject({ type: z.string() }).parse(JSON.parse(text)));
    const types = OutboxEvent.options.map(({ shape }) => shape.type.value);
    expect(Object.keys(described.webhooks)).toEqual(types);
    expect(events.map(({ type }) => type).toSorted()).toEqual(types.toSorted());
    for (const event of events) {
      const { schema } = described.webhooks[event.type]?.post.requestBody.content['application/json'] ?? {};
      const form = z.fromJSONSchema(Json.parse(schema));
      expect([event.type, form.safeParse({ ...event, a_new_one: 1 }).success]).toEqual([event.type, true]);
      for (const name of Object.keys(event))
        expect([event.type, name, form.safeParse({ ...event, [name]: undefined }).success]).toEqual([
          event.type,
          name,
          false,
        ]);
    }
  });

  it('says of what takes the operator’s key that it does', () => {
    const operators = operations.filter(({ security }) => JSON.stringify(security) === '[{"operator":[]}]');
    expect(operators.length).toBeGreaterThan(10);
    for (const { name, responses } of operators) expect([name, responses['401'] !== undefined]).toEqual([name, true]);
  });

  it('says of each route which credentials it takes, and describes each of them', () => {
    const credentialsOf = (wanted: string) =>
      operations.find(({ name }) => name === wanted)?.security?.flatMap((one) => Object.keys(one)[0] ?? 'none');
    expect(credentialsOf('GET /v1/wallet')).toEqual(['token', 'user']);
    expect(credentialsOf('GET /v1/plans')).toEqual(['operator']);
    expect(credentialsOf('POST /v1/holds')).toEqual(['token', 'user', 'key', 'client', 'none']);
    const named = new Set(operations.flatMap(({ security = [] }) => security.flatMap((one) => Object.keys(one))));
    expect(operations.filter(({ security = [] }) => security.length === 0)).toEqual([]);
    expect(Object.keys(described.components.securitySchemes).toSorted()).toEqual([...named].toSorted());
  });

  it('says of each number in an address the least and the greatest that is taken', async () => {
    const numbers = operations.flatMap((operation) =>
      operation.parameters
        .filter(({ schema }) => schema.type === 'number' || schema.type === 'integer')
        .map(({ name, schema }) => ({ where: `${operation.name} ${name}`, name, schema })),
    );
    expect(numbers.map(({ name }) => name)).toEqual(expect.arrayContaining(['cursor', 'id', 'limit']));
    for (const { where, schema } of numbers)
      expect([where, schema]).toMatchObject([
        where,
        { type: 'integer', minimum: expect.any(Number), maximum: expect.any(Number) },
      ]);
    const asked = async (query: string) =>
      (await call(server.url, `GET /v1/dead-letters?box=inbox&${query}`, { headers: { 'x-api-key': key } })).status;
    expect([await asked('cursor=1'), await asked('cursor=0'), await asked('cursor=')]).toEqual([200, 400, 400]);
    expect([await asked('limit=200'), await asked('limit=0'), await asked('limit=201')]).toEqual([200, 400, 400]);
  });

  it('names every answer of every route, its status, its type and its code', async () => {
    expect(operations.length).toBeGreaterThan(30);
    for (const operation of operations) {
      const seen = new Set<number>();
      for await (const { status, headers, body } of answersOf(operation)) {
        seen.add(status);
        const response = operation.responses[String(status)];
        const where = `${operation.name} ${status}`;
        const type = headers.get('content-type')?.split(';')[0];
        expect([where, Object.keys(response?.content ?? {})]).toEqual([where, [type]]);
        if (status >= 400)
          expect([where, noIn(body), isDescribed(operation, String(status), noIn(body))]).toEqual([
            where,
            noIn(body),
            true,
          ]);
      }
      expect(seen.size).toBeGreaterThan(0);
    }
  }, 120_000);
});

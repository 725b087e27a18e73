// What a log line may hold; that no secret gets into one by any route is proven in test/server/proof.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog, createStrike } from '../../../server/http/log.ts';
import { type Companion, call, newToken, startCompanion } from '../../support/companion.ts';

const canaries = { token: newToken(), salt: 'canary-salt-0123456789' };

let server: Companion;
beforeAll(async () => {
  server = await startCompanion({ LOG_LEVEL: 'trace' });
});
afterAll(() => server.close());

describe('a secret', () => {
  it('in an error from anywhere is struck before the line is written', () => {
    const lines: string[] = [];
    const log = createLog('info', [canaries.salt], { write: (line) => void lines.push(line) });
    log.error({ err: new Error(`${canaries.token} and ${canaries.salt}`), authorization: 'mine' }, 'broke');
    expect(lines.join('')).toContain('[redacted] and [redacted]');
    expect(lines.join('')).not.toMatch(/tally_|canary|mine/);
  });

  it('is struck from a line whatever puts it there', () => {
    const strike = createStrike(['the "admin" key of mine']);
    const line = JSON.stringify({
      err: { message: `no ${newToken()} for Bearer abc.def, ?token=xyz&a=1 and the "admin" key of mine` },
    });
    expect(JSON.parse(strike(line))).toEqual({
      err: { message: 'no [redacted] for [redacted], ?[redacted]&a=1 and [redacted]' },
    });
  });
});

describe('the access log', () => {
  it('has one line for a request, with its route and not its path', async () => {
    const id = randomUUID();
    const before = server.log().length;
    const reply = await call(server.url, `GET /v1/holds/${id}`, { as: 'client-1234' });
    const [line = '{}', ...others] = server.log().slice(before).trim().split('\n');
    expect(others).toEqual([]);
    expect(JSON.parse(line)).toEqual({
      level: 30,
      time: expect.any(String),
      msg: 'request',
      request_id: reply.body.request_id,
      bucket: expect.stringMatching(/^[\w-]{32}$/),
      method: 'GET',
      route: '/v1/holds/:id',
      status: 404,
      ms: expect.any(Number),
    });
    expect(line).not.toContain(id);
  });
});

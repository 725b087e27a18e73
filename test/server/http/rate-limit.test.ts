import { describe, expect, it } from 'vitest';
import { createRateLimit } from '../../../server/http/rate-limit.ts';
import { createMemoryLimits } from '../../../server/storage/limits/memory-limits.ts';

const limitOf = (windowSeconds: number, most: { readonly ip: number; readonly client: number }) =>
  createRateLimit(createMemoryLimits(), { name: 'test', windowSeconds, most, isAloneRatherThanRefused: false });

const ip = { name: 'ip', key: 'network' } as const;
const client = (key: string) => ({ name: 'client', key }) as const;

describe('limits that are checked together', () => {
  it('allow exactly as many as the tightest one, however many ask at once', async () => {
    const limit = limitOf(60, { ip: 10, client: 4 });
    const answers = await Promise.all(Array.from({ length: 50 }, async () => limit.take([ip, client('one')])));
    expect(answers.filter(({ kind }) => kind === 'allowed')).toHaveLength(4);
  });

  it('count a refused request on none of them', async () => {
    const limit = limitOf(60, { ip: 10, client: 4 });
    await Promise.all(Array.from({ length: 50 }, async () => limit.take([ip, client('one')])));
    const others = await Promise.all(
      Array.from({ length: 50 }, async (_, number) => limit.take([ip, client(`other ${number}`)])),
    );
    expect(others.filter(({ kind }) => kind === 'allowed')).toHaveLength(6);
  });

  it('tell what is left and when it starts again', async () => {
    const limit = limitOf(60, { ip: 2, client: 9 });
    const { states } = await limit.take([ip]);
    expect(states).toEqual([
      { name: 'ip', limit: 2, policy: '"ip";q=2;w=60', remaining: 1, resetMs: expect.closeTo(60_000, -3) },
    ]);
  });

  it('start again after their window', async () => {
    const limit = limitOf(1, { ip: 1, client: 1 });
    expect((await limit.take([ip])).kind).toBe('allowed');
    const refused = await limit.take([ip]);
    expect(refused.kind).toBe('limited');
    await expect.poll(async () => (await limit.take([ip])).kind, { timeout: 60_000 }).toBe('allowed');
  });
});

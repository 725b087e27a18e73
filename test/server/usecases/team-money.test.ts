// Who spends a team's money: the books of this server say it, whatever a proof names, and a key spends what it was made for.
import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiKeyTerms } from '../../../server/contract/keys/api-keys.ts';
import { Plan } from '../../../server/contract/plans/plans.ts';
import { flatRule } from '../../../server/domain/holds/price.ts';
import { teamOwner, userOwner, type WalletOwner } from '../../../server/domain/wallets/ledger.ts';
import type { Caller } from '../../../server/usecases/caller.ts';
import type { TeamRights } from '../../../server/usecases/wallets/team-rights.ts';
import { rightsByBooks } from '../../../server/usecases/teams/team-rights.ts';
import type { Usecases } from '../../../server/usecases/create-usecases.ts';
import { personCaller } from '../../support/person-caller.ts';
import { credits, holdId, type LedgerOptions, openTestLedger, type TestLedger } from '../../support/server-ledger.ts';

const opened: TestLedger[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

/** No plan includes anything, so that only wallets pay. */
function open(options: Pick<LedgerOptions, 'rights'> = {}): TestLedger {
  const plans = ['free', 'pro'].map((id) =>
    Plan.parse({
      id,
      name: id,
      time_zone: 'UTC',
      monthly_quota: 0,
      per_minute: null,
      daily: null,
      routes: null,
      models: null,
    }),
  );
  const priceRules = [flatRule({ id: 'flat', models: '*', venue: 'local', perRequest: credits(1) })];
  const made = openTestLedger({ ...options, config: { plans, priceRules } });
  opened.push(made);
  return made;
}

const operator = { kind: 'operator' } as const;
type Role = 'owner' | 'member';

async function makeTeam({ usecases }: TestLedger, admits: 'members' | 'named' = 'members'): Promise<void> {
  await usecases.teams.upsert({ id: 'acme', name: 'Acme', admits, namedLimit: null });
}
const add = ({ usecases }: TestLedger, userId: string, role: Role = 'member') =>
  usecases.teams.putMember(operator, { teamId: 'acme', userId, role, monthlyLimit: null });
const remove = ({ usecases }: TestLedger, userId: string) =>
  usecases.teams.removeMember(operator, { teamId: 'acme', userId });

async function give({ usecases }: TestLedger, owner: WalletOwner, count: number): Promise<void> {
  await usecases.operator.grant({ owner, amount: credits(count), reason: 'test', ref: randomUUID() });
}

/** Which of the two wallets a message is held in; or the no. */
async function payerOf(base: TestLedger, caller: Caller, model = 'any'): Promise<string> {
  const owners = [teamOwner('acme'), userOwner('ada')];
  const held = async () =>
    (await Promise.all(owners.map((owner) => base.storage.readWallet(owner)))).map((wallet) => wallet?.held ?? 0);
  const before = await held();
  const answer = await base.usecases.holds.reserve(caller, { id: holdId(), model, venue: 'local' });
  if (answer.kind === 'refused') return answer.code;
  const after = await held();
  return ['team', 'own'].filter((_name, nth) => after[nth] !== before[nth]).join();
}

const ada = personCaller('ada', { org: 'acme', scope: 'org' });

async function keyOf(base: TestLedger, owner: Parameters<Usecases['keys']['make']>[0], terms = {}): Promise<string> {
  const made = await base.usecases.keys.make(owner, ApiKeyTerms.parse({ name: 'k', ...terms }));
  if (made.kind !== 'made') throw new Error(made.code);
  return made.secret;
}

async function callerBy(base: TestLedger, secret: string): Promise<Caller> {
  const found = await base.usecases.keys.find(secret);
  if (found?.kind !== 'user') throw new Error('a wrong key');
  return found;
}

describe('the wallet of a team', () => {
  it('is closed to everybody while the team has no row here, whatever proofs name it', async () => {
    const base = open();
    await give(base, teamOwner('acme'), 9);
    expect(await payerOf(base, ada)).toBe('quota_exhausted');
    expect(await payerOf(base, { ...ada, user: null })).toBe('quota_exhausted');
    await give(base, userOwner('ada'), 9);
    expect(await payerOf(base, ada)).toBe('own');
  });

  it('is open to members, and to nobody else whose proof names the team', async () => {
    const base = open();
    await give(base, teamOwner('acme'), 9);
    await makeTeam(base);
    expect(await payerOf(base, ada)).toBe('quota_exhausted');
    await add(base, 'ada');
    expect(await payerOf(base, ada)).toBe('team');
    // A member whose proof names another team, or none, spends nothing of this one's.
    expect(await payerOf(base, personCaller('ada'))).toBe('quota_exhausted');
    expect(await payerOf(base, personCaller('ada', { org: 'other', scope: 'org' }))).toBe('quota_exhausted');
  });

  it('is open to whoever is named where the team says so, but never to somebody who was removed', async () => {
    const base = open();
    await give(base, teamOwner('acme'), 9);
    await makeTeam(base, 'named');
    expect(await payerOf(base, ada)).toBe('team');
    await remove(base, 'ada');
    expect(await payerOf(base, ada)).toBe('quota_exhausted');
    await makeTeam(base, 'named');
    expect(await payerOf(base, ada)).toBe('quota_exhausted');
    await add(base, 'ada');
    expect(await payerOf(base, ada)).toBe('team');
  });

  it('pays for nothing that is asked once a removal was answered, in any process, whatever is under way', async () => {
    const base = open();
    const other = base.second();
    await give(base, teamOwner('acme'), 50);
    await makeTeam(base);
    await add(base, 'ada');
    const ask = ({ usecases }: TestLedger) =>
      usecases.holds.reserve(ada, { id: holdId(), model: 'any', venue: 'local' });
    const tenOf = (ledger: TestLedger) => Array.from({ length: 10 }, () => ask(ledger));
    const before = [...tenOf(base), ...tenOf(other)];
    const after = await remove(base, 'ada').then(() => Promise.all([...tenOf(base), ...tenOf(other)]));
    expect(new Set(after.map(({ kind }) => kind))).toEqual(new Set(['refused']));
    // Whatever was on its way may have come first; nothing of it is held by halves.
    const held = (await Promise.all(before)).filter(({ kind }) => kind !== 'refused');
    expect((await base.storage.readWallet(teamOwner('acme')))?.held).toBe(credits(held.length));
  });

  it('pays nothing where whoever asks is found removed between the two looks at what they may', async () => {
    const late: { base: TestLedger | null } = { base: null };
    const monthlyLimit: TeamRights['monthlyLimit'] = async (team, user) =>
      late.base === null ? null : ((await rightsByBooks(late.base).monthlyLimit?.(team, user)) ?? null);
    const base = open({ rights: { maySpend: () => true, mayBuy: () => false, monthlyLimit } });
    late.base = base;
    await give(base, teamOwner('acme'), 9);
    await makeTeam(base);
    await add(base, 'ada');
    expect(await payerOf(base, ada)).toBe('team');
    await remove(base, 'ada');
    expect(await payerOf(base, ada)).toBe('budget_exhausted');
  });

  it('is bought for by owners alone', async () => {
    const base = open();
    await makeTeam(base, 'named');
    await add(base, 'ada', 'owner');
    await add(base, 'bob');
    const { mayBuy: may } = rightsByBooks(base);
    const mayBuy = async (user: string | null): Promise<boolean> => await may('acme', user);
    expect(await Promise.all(['ada', 'bob', 'eve', null].map(mayBuy))).toEqual([true, false, false, false]);
    await remove(base, 'ada');
    expect(await mayBuy('ada')).toBe(false);
  });
});

describe('a key', () => {
  it('of a team spends what is the team’s, and never what is the member’s own', async () => {
    const base = open();
    await makeTeam(base);
    await add(base, 'ada');
    await give(base, teamOwner('acme'), 1);
    await give(base, userOwner('ada'), 9);
    const caller = await callerBy(base, await keyOf(base, { kind: 'team', team: 'acme', member: 'ada' }));
    expect(await payerOf(base, caller)).toBe('team');
    expect(await payerOf(base, caller)).toBe('quota_exhausted');
  });

  it('of a person spends what is their own, and never what is their team’s', async () => {
    const base = open();
    await makeTeam(base);
    await add(base, 'ada', 'owner');
    await give(base, teamOwner('acme'), 9);
    await give(base, userOwner('ada'), 1);
    const caller = await callerBy(base, await keyOf(base, { kind: 'user', user: 'ada' }));
    expect(await payerOf(base, caller)).toBe('own');
    expect(await payerOf(base, caller)).toBe('quota_exhausted');
  });

  it('opens the models that it names', async () => {
    const base = open();
    await give(base, userOwner('ada'), 9);
    const secret = await keyOf(base, { kind: 'user', user: 'ada' }, { models: ['llama*', 'exact'] });
    const caller = await callerBy(base, secret);
    for (const [model, answer] of [
      ['llama3', 'own'],
      ['exact', 'own'],
      ['other', 'forbidden'],
    ] as const)
      expect([model, await payerOf(base, caller, model)]).toEqual([model, answer]);
  });
});

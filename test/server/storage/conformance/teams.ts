// What every store must guarantee of teams, of their members, and of API keys.
import { describe, expect, it } from 'vitest';
import { ApiKeyId } from '../../../../server/contract/keys/api-keys.ts';
import type { ApiKey, KeyHash, KeyOwner } from '../../../../server/domain/keys/api-key.ts';
import { microcredits } from '../../../../server/domain/money.ts';
import type { Team, TeamMember } from '../../../../server/domain/teams/team.ts';
import { brand } from '../../../../server/lib/brand.ts';
import { holdId, start } from '../../../support/ledger-values.ts';
import { putTeam } from '../../../support/put-plans.ts';
import type { Both } from './both.ts';

const acme: Team = { id: 'acme', name: 'Acme', admits: 'members', namedLimit: null, createdAt: start };
const ada: TeamMember = { teamId: 'acme', userId: 'ada', role: 'owner', monthlyLimit: null, removedAt: null };
const bob: TeamMember = { ...ada, userId: 'bob', role: 'member', monthlyLimit: microcredits(7) };

export function provesTeams(both: Both): void {
  const put = (member: TeamMember) =>
    both.storage.changeMember({ ...member, by: null }, () => ({ write: member, answer: null }));

  describe('teams', () => {
    it('are read as they were written, in pages by their ids, and keep the time of their making', async () => {
      const { storage, other } = both;
      expect(await other.readTeam('acme')).toBeNull();
      await putTeam(storage, acme);
      const zeta: Team = { ...acme, id: 'zeta', admits: 'named', namedLimit: microcredits(5) };
      await putTeam(other, zeta);
      await putTeam(storage, { ...acme, name: 'Acme & Co', createdAt: start + 1 });
      expect(await other.readTeam('acme')).toEqual({ ...acme, name: 'Acme & Co' });
      expect(await other.pageTeams({ after: null, limit: 1 })).toEqual([{ ...acme, name: 'Acme & Co' }]);
      expect(await other.pageTeams({ after: 'acme', limit: 9 })).toEqual([zeta]);
    });

    it('are changed one after the other, each with the last change in sight', async () => {
      const { storage, other } = both;
      const grow = (seen: Team | null) => {
        const team = { ...acme, namedLimit: microcredits((seen?.namedLimit ?? 0) + 1) };
        return { write: team, answer: seen === null };
      };
      const answers = await Promise.all(
        [storage, other, storage, other].map((store) => store.changeTeam('acme', grow)),
      );
      expect(answers.filter((isNew) => isNew)).toHaveLength(1);
      expect(await other.readTeam('acme')).toMatchObject({ namedLimit: 4 });
      expect(await storage.changeTeam('acme', (seen) => ({ write: null, answer: seen }))).toMatchObject({
        namedLimit: 4,
      });
    });

    it('have members who are changed with all that the change depends on in sight', async () => {
      const { storage, other } = both;
      await putTeam(storage, acme);
      await put(ada);
      const seen = await other.changeMember({ teamId: 'acme', userId: 'bob', by: 'ada' }, (found) => ({
        write: bob,
        answer: found,
      }));
      expect(seen).toEqual({ team: acme, member: null, by: ada, owners: 1 });
      expect(await storage.readMembership('acme', 'bob')).toEqual({ team: acme, member: bob });
      expect(await other.pageMembers('acme', { after: null, limit: 9 })).toEqual([ada, bob]);
      expect(await other.pageMembers('acme', { after: 'ada', limit: 9 })).toEqual([bob]);
      const removed = { ...bob, removedAt: start + 5 };
      await put(removed);
      expect(await other.readMembership('acme', 'bob')).toEqual({ team: acme, member: removed });
      expect(await other.pageMembers('acme', { after: null, limit: 9 })).toEqual([ada]);
      expect(await other.readMembership('nobody', 'bob')).toEqual({ team: null, member: null });
    });
  });

  describe('API keys', () => {
    it('are found by their hashes, as they were made, by every connection', async () => {
      const { storage, other } = both;
      await putTeam(storage, acme);
      for (const owner of [
        { kind: 'user', user: 'ada' },
        { kind: 'team', team: 'acme', member: null },
        { kind: 'team', team: 'acme', member: 'bob' },
        { kind: 'service' },
      ] as const) {
        const key = newKey(owner, {
          budget: { limit: microcredits(9), every: 'month', zone: 'Europe/Berlin' },
          models: ['a*'],
          expiresAt: start + 9,
        });
        expect(await storage.addKey(key, 9)).toBe(true);
        expect(await other.readKey(key.hash)).toEqual(key);
        expect(await other.readKeyNamed(key.id)).toEqual(key);
      }
      expect(await other.readKey(hashOf('f'))).toBeNull();
      expect(await other.readKeyNamed(newKey({ kind: 'service' }).id)).toBeNull();
    });

    it('are no more than so many for each owner, of those that are not revoked', async () => {
      const { storage } = both;
      const first = newKey({ kind: 'user', user: 'ada' });
      expect(await storage.addKey(first, 1)).toBe(true);
      expect(await storage.addKey(newKey({ kind: 'user', user: 'ada' }), 1)).toBe(false);
      expect(await storage.addKey(newKey({ kind: 'user', user: 'bob' }), 1)).toBe(true);
      expect(await storage.addKey(newKey({ kind: 'service' }), 1)).toBe(true);
      expect(await storage.addKey(newKey({ kind: 'service' }), 1)).toBe(false);
      await storage.revokeKey({ id: first.id, of: { kind: 'all' }, at: start });
      expect(await storage.addKey(newKey({ kind: 'user', user: 'ada' }), 1)).toBe(true);
    });

    it('are listed newest first for their owner, and a person’s own are not those of a team', async () => {
      const { storage, other } = both;
      await putTeam(storage, acme);
      const own = newKey({ kind: 'user', user: 'bob' });
      const team = newKey({ kind: 'team', team: 'acme', member: 'bob' });
      const service = newKey({ kind: 'service' });
      for (const key of [own, team, service]) await storage.addKey(key, 9);
      const page = (of: Parameters<typeof other.pageKeys>[0]['of'], before: ApiKeyId | null = null, limit = 9) =>
        other.pageKeys({ of, before, limit });
      expect(await page({ kind: 'all' })).toEqual([service, team, own]);
      expect(await page({ kind: 'all' }, service.id, 1)).toEqual([team]);
      expect(await page({ kind: 'user', user: 'bob' })).toEqual([own]);
      expect(await page({ kind: 'team', team: 'acme' })).toEqual([team]);
      expect(await page({ kind: 'user', user: 'ada' })).toEqual([]);
    });

    it('are revoked once, and only by whom they belong to', async () => {
      const { storage, other } = both;
      await putTeam(storage, acme);
      const own = newKey({ kind: 'user', user: 'bob' });
      const team = newKey({ kind: 'team', team: 'acme', member: 'bob' });
      for (const key of [own, team]) await storage.addKey(key, 9);
      expect(await other.revokeKey({ id: own.id, of: { kind: 'user', user: 'ada' }, at: start })).toBeNull();
      expect(await other.revokeKey({ id: own.id, of: { kind: 'team', team: 'acme' }, at: start })).toBeNull();
      expect(await other.revokeKey({ id: team.id, of: { kind: 'user', user: 'bob' }, at: start })).toBeNull();
      expect(await storage.readKey(own.hash)).toEqual(own);
      const gone = { ...own, revokedAt: start + 1 };
      expect(await other.revokeKey({ id: own.id, of: { kind: 'user', user: 'bob' }, at: start + 1 })).toEqual(gone);
      expect(await other.revokeKey({ id: own.id, of: { kind: 'all' }, at: start + 2 })).toEqual(gone);
      expect(await storage.readKey(own.hash)).toEqual(gone);
    });

    it('of a team are revoked with the member for whom they were made, and no others', async () => {
      const { storage, other } = both;
      await putTeam(storage, acme);
      await put(bob);
      const own = newKey({ kind: 'user', user: 'bob' });
      const theirs = newKey({ kind: 'team', team: 'acme', member: 'bob' });
      const whole = newKey({ kind: 'team', team: 'acme', member: null });
      for (const key of [own, theirs, whole]) await storage.addKey(key, 9);
      await put({ ...bob, removedAt: start + 3 });
      expect(await other.readKey(theirs.hash)).toEqual({ ...theirs, revokedAt: start + 3 });
      expect([await other.readKey(own.hash), await other.readKey(whole.hash)]).toEqual([own, whole]);
    });

    it('note their use, and no more often than they are told to', async () => {
      const { storage, other } = both;
      const key = newKey({ kind: 'service' });
      await storage.addKey(key, 9);
      const note = async (at: number) => {
        await storage.noteKeyUse({ id: key.id, at, unlessSince: at - 10 });
        return (await other.readKey(key.hash))?.lastUsedAt;
      };
      expect([await note(start), await note(start + 9), await note(start + 10)]).toEqual([start, start, start + 10]);
    });
  });
}

const hashOf = (digit: string): KeyHash => brand(digit.repeat(64));

function newKey(owner: KeyOwner, terms: Partial<ApiKey> = {}): ApiKey {
  const id = ApiKeyId.parse(holdId());
  const hash: KeyHash = brand(id.replaceAll('-', '').padEnd(64, '0'));
  const made = { createdAt: start, expiresAt: null, revokedAt: null, lastUsedAt: null };
  return { id, hash, last4: 'abcd', owner, name: 'a key', budget: null, models: null, ...made, ...terms };
}

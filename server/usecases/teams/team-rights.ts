// What a team lets its people do with its wallet, by the books of this server. A proof that names a team is heard only where the team
// says that it is.
import { mayBuyFor, standingIn } from '../../domain/teams/team.ts';
import { noMicrocredits } from '../../domain/money.ts';
import type { TeamStore } from '../../storage/teams/team-store.ts';
import type { TeamRights } from '../wallets/team-rights.ts';

type Deps = { readonly storage: Pick<TeamStore, 'readTeam' | 'readMembership'> };

/** `user`: the person whose verified proof names the team; null: its own key, or a service in its name, and nobody in particular. */
export function rightsByBooks({ storage }: Deps): TeamRights {
  return {
    async maySpend(team: string, user: string | null): Promise<boolean> {
      if (user === null) return (await storage.readTeam(team)) !== null;
      return standingIn(await storage.readMembership(team, user), true) !== null;
    },
    async monthlyLimit(team, user) {
      const standing = standingIn(await storage.readMembership(team, user), true);
      // Removed since they were found to be allowed: nothing of it is theirs any more.
      return standing === null ? noMicrocredits : standing.monthlyLimit;
    },
    async mayBuy(team: string, user: string | null): Promise<boolean> {
      return user !== null && mayBuyFor(standingIn(await storage.readMembership(team, user), true));
    },
  };
}

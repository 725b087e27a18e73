// What a team lets one of its people do with its wallet. Whoever keeps teams and their members answers this.
import type { Microcredits } from '../../contract/money.ts';

/** `team` is the one that a verified proof names, `user` the person; null: a key of the team's own and nobody in particular. */
export type TeamRights = {
  /** Whether they may spend from the team's wallet, and so see what it holds. */
  maySpend(team: string, user: string | null): boolean | Promise<boolean>;
  /** What they may spend from it in a month, where they may spend at all; null, or left out: as much as it has. */
  monthlyLimit?(team: string, user: string): Promise<Microcredits | null>;
  /** Whether they may buy credits for it, and so see its orders and its ledger. */
  mayBuy(team: string, user: string | null): boolean | Promise<boolean>;
};

// Teams that let everybody do everything, for tests of what comes after that.
import type { TeamRights } from '../../server/usecases/wallets/team-rights.ts';

export const rightsByProof: TeamRights = { maySpend: () => true, mayBuy: () => true };

// Writes plans and teams whole, as the use cases do after their rules.
import type { Plan } from '../../server/contract/plans/plans.ts';
import type { Team } from '../../server/domain/teams/team.ts';
import type { PlanStore } from '../../server/storage/plans/plan-store.ts';
import type { TeamStore } from '../../server/storage/teams/team-store.ts';

export function putPlan(storage: Pick<PlanStore, 'changePlans'>, plan: Plan): Promise<void> {
  return storage.changePlans(() => ({ write: plan, answer: undefined }));
}

export function putTeam(storage: Pick<TeamStore, 'changeTeam'>, team: Team): Promise<void> {
  return storage.changeTeam(team.id, () => ({ write: team, answer: undefined }));
}

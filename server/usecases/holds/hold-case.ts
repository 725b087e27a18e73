// All that one decision about a charge looks at.
import type { Plan } from '../../contract/plans/plans.ts';
import type { AllowanceRule } from '../../domain/holds/allowance.ts';
import type { HoldOpening } from '../../domain/holds/open-hold.ts';
import type { ReserveSeen } from '../../storage/holds/hold-store.ts';
import type { PlanSeen } from '../../storage/plans/plan-store.ts';
import type { PlanDesk } from '../plans/plan-desk.ts';
import type { OverdraftGate, WalletsPay } from '../usecase-config.ts';
import type { ChargeAsk } from './charge.ts';

/** `opening` is what the ask comes to once its price is known; that price has a bound where a wallet pays. */
export type HoldCase = {
  readonly ask: ChargeAsk;
  readonly opening: HoldOpening;
  readonly seen: ReserveSeen;
  readonly quotas: PlanSeen;
  readonly plan: Plan;
  readonly desk: PlanDesk;
  readonly free: AllowanceRule;
  readonly gate: OverdraftGate;
  readonly walletsPay: WalletsPay;
  /** The opening for another model that can serve this ask; null: there is none, or it has no price. */
  readonly openingOn: (model: string) => HoldOpening | null;
};

/** The same before its price is looked for. */
export type UnpricedCase = Omit<HoldCase, 'opening' | 'gate' | 'walletsPay' | 'openingOn'> & {
  readonly opening: Omit<HoldOpening, 'price' | 'priceRule'>;
};

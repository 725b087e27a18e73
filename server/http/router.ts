// The handlers of the contract. They read headers and bodies, call use cases and write answers; they hold no rules.
import { implementContract, type RouterDeps } from './router-deps.ts';
import { apiKeyHandlers } from './routes/api-keys.ts';
import { billingHandlers } from './routes/billing.ts';
import { invoiceHandlers } from './routes/invoices.ts';
import { deadLetterHandlers } from './routes/dead-letters.ts';
import { gateHandlers } from './routes/gate.ts';
import { holdHandlers } from './routes/holds.ts';
import { hostedHandlers } from './routes/hosted.ts';
import { meHandlers } from './routes/me.ts';
import { paymentHandlers } from './routes/payments.ts';
import { planHandlers } from './routes/plans.ts';
import { priceHandlers } from './routes/prices.ts';
import { proHandlers } from './routes/pro.ts';
import { refundHandlers } from './routes/refunds.ts';
import { reportHandlers } from './routes/reports.ts';
import { serverHandlers } from './routes/server.ts';
import { teamHandlers } from './routes/teams.ts';
import { subscriptionHandlers } from './routes/subscription.ts';
import { walletHandlers } from './routes/wallets.ts';

export type CompanionRouter = ReturnType<typeof createRouter>;

export function createRouter(deps: RouterDeps) {
  const os = implementContract();
  return os.router({
    ...serverHandlers(os, deps),
    ...apiKeyHandlers(os, deps),
    ...deadLetterHandlers(os, deps),
    ...gateHandlers(os, deps),
    ...holdHandlers(os, deps),
    ...meHandlers(os, deps),
    ...hostedHandlers(os, deps),
    ...paymentHandlers(os, deps),
    ...planHandlers(os, deps),
    ...priceHandlers(os, deps),
    ...proHandlers(os, deps),
    ...refundHandlers(os, deps),
    ...teamHandlers(os, deps),
    ...subscriptionHandlers(os, deps),
    billing: { ...billingHandlers(os, deps), ...invoiceHandlers(os, deps) },
    ...reportHandlers(os, deps),
    ...walletHandlers(os, deps),
  });
}

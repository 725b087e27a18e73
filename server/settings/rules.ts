// The operator's settings as the rules want them.
import type { ServerSettings } from './config.ts';
import { toPriceRules } from '../domain/holds/price-rules.ts';
import { overdraftGateOf, plansOf } from './plan-settings.ts';
import { type UsecaseConfig, usecaseDefaults } from '../usecases/usecase-config.ts';

export function rulesOf(settings: ServerSettings): UsecaseConfig {
  return {
    ...usecaseDefaults,
    freeLimit: settings.FREE_LIMIT,
    freeWindowSeconds: settings.FREE_TTL_SECONDS,
    priceRules: [...toPriceRules(settings.PRICE_RULES ?? []), ...usecaseDefaults.priceRules],
    creditRate: settings.CREDIT_RATE,
    plans: plansOf(settings),
    overdraftGate: overdraftGateOf(settings),
    packs: settings.PACKS,
    freeAmount: settings.FREE_AMOUNT ?? null,
    orderTtlMs: settings.ORDER_TTL_SECONDS * 1000,
    outboxMaxAttempts: settings.OUTBOX_MAX_ATTEMPTS,
  };
}

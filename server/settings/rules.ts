// The operator's settings as the rules want them.
import type { ServerSettings } from './config.ts';
import { type PriceRule, flatRule } from '../domain/holds/price.ts';
import { toPriceRules } from '../domain/holds/price-rules.ts';
import { microcreditsPerCredit } from '../contract/money.ts';
import { microcredits } from '../domain/money.ts';
import { freeHostedModelsOf } from './hosted-settings.ts';
import { overdraftGateOf, plansOf } from './plan-settings.ts';
import { type UsecaseConfig, usecaseDefaults } from '../usecases/usecase-config.ts';
import { invoiceWords } from '../words/invoices.ts';

export function rulesOf(settings: ServerSettings): UsecaseConfig {
  return {
    ...usecaseDefaults,
    freeLimit: settings.FREE_LIMIT,
    freeWindowSeconds: settings.FREE_TTL_SECONDS,
    freeHostedModels: freeHostedModelsOf(settings),
    hostedToolModels: settings.HOSTED_TOOL_MODELS ?? [],
    priceRules: [
      ...toPriceRules(settings.PRICE_RULES ?? []),
      ...usecaseDefaults.priceRules,
      ...ollamaMessage(settings.OLLAMA_MODEL),
    ],
    creditRate: settings.CREDIT_RATE,
    plans: plansOf(settings),
    overdraftGate: overdraftGateOf(settings),
    walletsPay: settings.WALLETS_PAY,
    lowBalance: lowBalanceOf(settings),
    invoiceWords: invoiceWords(settings.INVOICE_LANGUAGE),
    liteLlm: settings.LITELLM_BASE_URL === undefined ? null : { baseUrl: new URL(settings.LITELLM_BASE_URL).origin },
    packs: settings.PACKS,
    freeAmount: settings.FREE_AMOUNT ?? null,
    orderTtlMs: settings.ORDER_TTL_SECONDS * 1000,
    outboxMaxAttempts: settings.OUTBOX_MAX_ATTEMPTS,
  };
}

/** The model of the short form costs a credit a message, as one's own models do, until the operator sets another price. */
function ollamaMessage(model: string | undefined): readonly PriceRule[] {
  if (model === undefined) return [];
  return [flatRule({ id: 'ollama-message', models: model, venue: 'hosted', perRequest: microcredits(1_000_000) })];
}

function lowBalanceOf({ LOW_BALANCE_CREDITS: least }: ServerSettings) {
  return least === 0 ? null : microcredits(least * microcreditsPerCredit);
}

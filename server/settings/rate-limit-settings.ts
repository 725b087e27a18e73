// The variables of the rate limits, with the names by which other programs call two of them.
import type { z } from 'zod';
import { settingsSay } from '../words/commands/settings.ts';
import { flag, whole } from './setting-forms.ts';

const seconds = whole(1, 86_400);
const requests = whole(1, 1_000_000_000);

export const rateLimitSettings = {
  RATE_LIMIT_ENABLED: flag.prefault('1'),
  RL_WINDOW_SECONDS: seconds.optional(),
  RATE_LIMIT_WINDOW_SEC: seconds.optional(),
  RL_MAX_REQUESTS_IP: requests.optional(),
  RATE_LIMIT_MAX_REQUESTS: requests.optional(),
  RL_MAX_REQUESTS_CID: requests.prefault('30'),
  RL_MAX_CALM_REQUESTS: requests.prefault('1200'),
  RL_MAX_AT_ONCE: whole(1, 1_000_000).prefault('4000'),
};

type RateLimitSettings = Readonly<z.infer<z.ZodObject<typeof rateLimitSettings>>>;

/** Our own names go before the others. */
export function usualLimits(settings: RateLimitSettings) {
  return {
    RL_WINDOW_SECONDS: settings.RL_WINDOW_SECONDS ?? settings.RATE_LIMIT_WINDOW_SEC ?? 60,
    RL_MAX_REQUESTS_IP: settings.RL_MAX_REQUESTS_IP ?? settings.RATE_LIMIT_MAX_REQUESTS ?? 60,
  };
}

/** Sentences about what may not be what was meant. */
export function rateLimitWarnings({ RATE_LIMIT_ENABLED: isOn }: Pick<RateLimitSettings, 'RATE_LIMIT_ENABLED'>) {
  return isOn ? [] : [settingsSay.noLimits];
}

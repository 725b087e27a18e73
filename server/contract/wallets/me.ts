// Who the caller is to this server: their plan, and the wallets that they may spend from.
import { z } from 'zod';
import { KeySelfView } from '../keys/api-keys.ts';
import { PlanId } from '../plans/plans.ts';
import { route } from '../route.ts';
import { OwnWalletView } from './wallets.ts';
import { WalletOf } from './wallet-of.ts';

export const me = {
  read: route({
    access: 'spender',
    limit: 'calm',
    method: 'GET',
    path: '/v1/me',
    summary: 'Who you are, your plan and wallets, and the budget of your API key',
    tags: ['wallets'],
  }).output(
    z.object({
      request_id: z.string(),
      kind: z.enum(['token', 'user', 'key']),
      user_id: z.string().nullable(),
      /** The team that the sign-in or the API key names. */
      team_id: z.string().nullable(),
      /** As the operator calls it here; null: this server knows no such team. Left out by servers from before there was this. */
      team_name: z.string().nullish(),
      plan: z.object({
        id: PlanId,
        name: z.string(),
        /** Messages left in the month, and the most in a minute; null: there is no limit. */
        usage_remaining: z.int().min(0).nullable(),
        usage_this_minute: z.int().min(0),
        per_minute: z.int().min(0).nullable(),
        /** Whose plan it is, and so who a subscription has to be for. Earlier servers leave it out. */
        of: WalletOf.optional(),
      }),
      /** `may_buy`: whether the caller may buy credits for it. */
      wallets: z.array(OwnWalletView.extend({ of: WalletOf, may_buy: z.boolean() })),
      /** The API key that was shown; null: none was. Left out by servers from before there was this. */
      api_key: KeySelfView.nullish(),
    }),
  ),
};

// Whose wallet a caller means. By itself, because orders say it too, and wallets tell of orders.
import { z } from 'zod';

/** me: one's own, or the one behind one's token. team: the one of the team that the sign-in names. */
export const WalletOf = z.enum(['me', 'team']);
export type WalletOf = z.infer<typeof WalletOf>;

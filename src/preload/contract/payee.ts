// Whom bought credits are for: the token of this computer, the person who is signed in, or their team.
import { z } from 'zod';

/** `personId`: as `Person.id`; only that very person buys, whoever else signs in meanwhile. `teamId`: the team that their sign-in named then. */
export const Payee = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('computer') }),
  z.object({ kind: z.literal('me'), personId: z.string().length(64) }),
  z.object({
    kind: z.literal('team'),
    personId: z.string().length(64),
    teamId: z.string().min(1).max(200),
    teamName: z.string().min(1).max(200),
  }),
]);
export type Payee = z.infer<typeof Payee>;

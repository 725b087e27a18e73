// Who is signed in at the companion server, and who pays. No token of an identity provider ever comes here.
import { z } from 'zod';

/** Why a sign-in did not come to its end, or a session could not be renewed. */
export const SignInTrouble = z.discriminatedUnion('code', [
  z.object({
    code: z.enum([
      /** The person said no at the issuer. */
      'denied',
      /** Nobody came back from the browser in time. */
      'expired',
      'issuer_unreachable',
      /** It is no issuer that this app can use, or not the one that the server names. */
      'issuer_unfit',
      /** What it sent is not valid at this time. */
      'clock_wrong',
      /** What came back was not meant for this sign-in, or cannot be verified. */
      'not_believed',
      /** The companion server does not take the issuer's word. */
      'server_refuses',
      'server_unreachable',
      /** The browser could not be opened. */
      'browser_missing',
      /** Signed out, but the keychain did not let go of the entry. */
      'entry_stays',
    ]),
  }),
  /** The port that the operator registered is in use. */
  z.object({ code: z.literal('port_taken'), port: z.int() }),
  /** `told`: the issuer's own code. */
  z.object({ code: z.literal('issuer_refused'), told: z.string().max(100) }),
]);
export type SignInTrouble = z.infer<typeof SignInTrouble>;

/** Why a session is over that nobody has ended here. restarted: it was kept in memory. withdrawn: the server names another issuer now. */
export const SessionEnd = z.enum(['revoked', 'ran_out', 'restarted', 'lost', 'withdrawn']);
export type SessionEnd = z.infer<typeof SessionEnd>;

export const PersonSession = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  /** Kept, and not read yet or not readable just now. */
  z.object({ kind: z.literal('unread') }),
  z.object({
    kind: z.literal('in'),
    /** As the issuer says; null: it does not. */
    name: z.string().nullable(),
    email: z.string().nullable(),
    /** memory: until the app ends, since there is no keychain. */
    place: z.enum(['keychain', 'memory']),
    /** The issuer cannot be asked to renew the session just now. */
    isOffline: z.boolean(),
  }),
  z.object({ kind: z.literal('ended'), reason: SessionEnd }),
]);
export type PersonSession = z.infer<typeof PersonSession>;

/** computer: the token kept here, or else free messages. account: the person who is signed in. */
export const PayerChoice = z.enum(['computer', 'account']);
export type PayerChoice = z.infer<typeof PayerChoice>;

/** A sign-in in the browser. `url`: for the page to open, where the shell cannot; null: the browser is open. */
export const SigningIn = z.object({ url: z.url().nullable(), endsAt: z.int() });
export type SigningIn = z.infer<typeof SigningIn>;

/** A plan of the person's, as the server tells it. */
export const PersonPlan = z.object({
  name: z.string(),
  /** Messages left this month; null: without a limit. */
  left: z.int().min(0).nullable(),
});

export const PersonWallet = z.object({ of: z.enum(['me', 'team']), microcredits: z.int().min(0), mayBuy: z.boolean() });
export type PersonWallet = z.infer<typeof PersonWallet>;

/** The team that the sign-in names, where this server knows it. */
export const PersonTeam = z.object({ id: z.string().min(1).max(200), name: z.string().min(1).max(200) });

/** What the account can pay with; null before the server has said so. `planOf`: whose plan counts. */
export const PersonStanding = z.object({
  plan: PersonPlan.nullable(),
  planOf: z.enum(['me', 'team']),
  team: PersonTeam.nullable(),
  wallets: z.array(PersonWallet),
});
export type PersonStanding = z.infer<typeof PersonStanding>;

export const Person = z.object({
  /** The host at which people sign in; null: the server offers no sign-in. */
  issuer: z.string().nullable(),
  /** Tells people apart and says of nobody who they are; null: nobody is signed in. */
  id: z.string().length(64).nullable(),
  session: PersonSession,
  payer: PayerChoice,
  signingIn: SigningIn.nullable(),
  trouble: SignInTrouble.nullable(),
  standing: PersonStanding.nullable(),
});
export type Person = z.infer<typeof Person>;

// What the sandbox's pages of subscriptions show, and what can be done on them.
import { z } from 'zod';

export const SandboxKind = z.enum(['subscription', 'portal', 'invoice']);
type SandboxKind = z.infer<typeof SandboxKind>;

type Every = { readonly unit: 'day' | 'week' | 'month' | 'year'; readonly count: number };
type Price = { readonly amountCents: number | null; readonly currency: string; readonly every: Every | null };

export type SandboxBillingView =
  | { readonly kind: 'subscription'; readonly price: Price; readonly isOpen: boolean; readonly returnUrl: string }
  | {
      readonly kind: 'portal';
      readonly isOpen: boolean;
      readonly subscriptions: readonly {
        readonly id: string;
        readonly price: Price;
        readonly state: 'incomplete' | 'active' | 'past_due' | 'canceled';
        readonly endsAt: number;
        readonly isEnding: boolean;
      }[];
    }
  | {
      readonly kind: 'invoice';
      readonly amountCents: number;
      readonly currency: string;
      readonly state: 'open' | 'failed' | 'paid';
      readonly lines: readonly { readonly description: string; readonly amountCents: number }[];
    };

/** What the pages ask of the provider; the sandbox in rails/sandbox satisfies it. */
export type SandboxBillingPages = {
  look(kind: SandboxKind, id: string): Promise<SandboxBillingView | null>;
  act(
    kind: SandboxKind,
    id: string,
    press: { readonly action: string; readonly subscription?: string | undefined },
  ): Promise<{ readonly kind: 'stay' | 'unknown' } | { readonly kind: 'leave'; readonly to: string }>;
};

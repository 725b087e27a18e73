// Who is asking, as the HTTP side worked it out.
import type { TokenHash } from '../contract/orders/orders.ts';

/**
 * `bucket` and `client` are HMACs, never an address or a raw client id. A token caller never touches the free allowance; an
 * anonymous one has both keys. A user was verified: `subject` is a user's or an organisation's id as the operator knows it, `plan`
 * the plan that their proof names, null where it names none.
 */
export type Caller =
  | { readonly kind: 'anonymous'; readonly bucket: string; readonly client: string }
  | { readonly kind: 'token'; readonly tokenHash: TokenHash }
  | { readonly kind: 'user'; readonly subject: string; readonly scope: 'user' | 'org'; readonly plan: string | null };

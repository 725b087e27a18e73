// What the top bar and its panel say of the account: one union for the figure, sentences for the rest.
import type { Words } from '../../../words/words.ts';
import type { AccountState } from '../../../preload/contract/account.ts';
import type { TokenPlace } from '../../../preload/contract/secret-trouble.ts';
import { formatCreditPrice, formatCredits } from '../../shared/amounts.ts';
import { sayWhen } from '../../shared/time-words.ts';
import { words } from '../../words.ts';

export type CreditsView =
  | { readonly kind: 'loading' }
  /** The server has not said yet what is left. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'free'; readonly left: number; readonly limit: number; readonly resetsAt: number | null }
  | { readonly kind: 'pro'; readonly microcredits: number }
  /** The account's plan pays; `left`: messages this month, null: without a limit or not known. */
  | { readonly kind: 'plan'; readonly left: number | null }
  /** The account is to pay, and its session is over. */
  | { readonly kind: 'signed_out' }
  | { readonly kind: 'offline'; readonly left: number; readonly limit: number }
  /** `hasBought`: credits ran out; otherwise only the free messages did. */
  | { readonly kind: 'exhausted'; readonly hasBought: boolean; readonly resetsAt: number | null };

export function creditsView(state: AccountState | null): CreditsView {
  if (state === null) return { kind: 'loading' };
  const { credits, link } = state;
  if (link.kind === 'offline') return { kind: 'offline', ...credits.grace };
  const { session, payer, standing } = state.person;
  if (payer === 'account' && (session.kind === 'ended' || session.kind === 'none')) return { kind: 'signed_out' };
  switch (credits.mode) {
    case 'plan':
      return { kind: 'plan', left: standing?.plan?.left ?? null };
    case 'pro':
      return { kind: 'pro', microcredits: credits.proMicrocredits };
    case 'free':
      return credits.free === null ? { kind: 'unknown' } : { kind: 'free', ...credits.free };
    case 'exhausted':
      return { kind: 'exhausted', hasBought: state.tokenPlace !== null, resetsAt: credits.free?.resetsAt ?? null };
    case 'unknown':
      return link.kind === 'checking' ? { kind: 'loading' } : { kind: 'unknown' };
  }
}

/** The words beside the mark in the top bar. */
export function creditsLabel(view: CreditsView, say: Words = words): string {
  switch (view.kind) {
    case 'loading':
      return say.credits.label.checking;
    case 'unknown':
      return say.credits.label.unavailable;
    case 'free':
      return say.credits.label.free(view.left);
    case 'pro':
      return formatCredits(view.microcredits, say);
    case 'plan':
      return view.left === null ? say.credits.label.plan : say.credits.label.planLeft(view.left);
    case 'signed_out':
      return say.person.signedOut;
    case 'offline':
      return say.credits.label.offline(view.left);
    case 'exhausted':
      return view.hasBought ? say.credits.label.noCredits : say.credits.label.noFree;
  }
}

/** What the next message will be paid from. */
export function sayNextMessage(
  view: CreditsView,
  {
    messageMicrocredits,
    now,
    say = words,
  }: { readonly messageMicrocredits: number | null; readonly now: number; readonly say?: Words },
): string {
  const { next } = say.credits;
  switch (view.kind) {
    case 'loading':
      return next.checking;
    case 'unknown':
      return next.unknown;
    case 'free':
      return next.free;
    case 'pro':
      return messageMicrocredits === null ? next.usesCredits : next.costs(formatCreditPrice(messageMicrocredits, say));
    case 'plan':
      return next.plan;
    case 'signed_out':
      return say.person.endedHint;
    case 'offline':
      return view.left === 0 ? next.offlineUsed : next.offline;
    case 'exhausted':
      return view.resetsAt === null ? next.buy : next.buyOrWait(sayWhen(view.resetsAt, now, say));
  }
}

export function sayTokenPlace(place: TokenPlace): string {
  return words.credits.tokenPlaces[place];
}

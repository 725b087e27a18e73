// What the top bar and its panel say of the account: one union for the figure, sentences for the rest.
import type { AccountState, TokenPlace } from '../../../preload/contract/account.ts';
import { formatCount, formatCreditPrice, formatCredits } from '../../shared/amounts.ts';
import { sayWhen } from '../../shared/time-words.ts';

export type CreditsView =
  | { readonly kind: 'loading' }
  /** The server has not said yet what is left. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'free'; readonly left: number; readonly limit: number; readonly resetsAt: number | null }
  | { readonly kind: 'pro'; readonly microcredits: number }
  | { readonly kind: 'offline'; readonly left: number; readonly limit: number }
  /** `hasBought`: credits ran out; otherwise only the free messages did. */
  | { readonly kind: 'exhausted'; readonly hasBought: boolean; readonly resetsAt: number | null };

export function creditsView(state: AccountState | null): CreditsView {
  if (state === null) return { kind: 'loading' };
  const { credits, link } = state;
  if (link.kind === 'offline') return { kind: 'offline', ...credits.grace };
  switch (credits.mode) {
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
export function creditsLabel(view: CreditsView, locale?: string): string {
  switch (view.kind) {
    case 'loading':
      return 'Checking credits';
    case 'unknown':
      return 'Credits unavailable';
    case 'free':
      return formatCount(view.left, ['free message left', 'free messages left'], locale);
    case 'pro':
      return formatCredits(view.microcredits, locale);
    case 'offline':
      return `Offline · ${view.left === 0 ? 'no messages' : formatCount(view.left, ['message', 'messages'], locale)} left today`;
    case 'exhausted':
      return view.hasBought ? 'No credits left' : 'No free messages left';
  }
}

/** What the next message will be paid from. */
export function sayNextMessage(
  view: CreditsView,
  {
    messageMicrocredits,
    now,
    locale,
  }: { readonly messageMicrocredits: number | null; readonly now: number; readonly locale?: string },
): string {
  switch (view.kind) {
    case 'loading':
      return 'Checking your balance.';
    case 'unknown':
      return 'The server hasn’t reported your balance yet. You can still send messages.';
    case 'free':
      return 'Your next message is free.';
    case 'pro':
      return messageMicrocredits === null
        ? 'Your next message uses your credits.'
        : `Your next message costs ${formatCreditPrice(messageMicrocredits, locale)}.`;
    case 'offline':
      return view.left === 0
        ? 'You’ve used today’s offline messages. You can still read, search and edit your chats.'
        : 'Messages are counted on this computer and synced when the server is back.';
    case 'exhausted':
      return view.resetsAt === null
        ? 'Buy credits to continue.'
        : `Buy credits to continue, or wait: free messages renew ${sayWhen(view.resetsAt, now, locale)}.`;
  }
}

export function sayTokenPlace(place: TokenPlace): string {
  switch (place) {
    case 'keychain':
      return 'In the keychain';
    case 'memory':
      return 'In memory until you quit';
    case 'file':
      return 'In a private file';
  }
}

// The no to a message or to an order, as a sentence that says what to do next.
import type { PurchaseTrouble } from '../../preload/contract/account.ts';
import type { Refusal } from '../../preload/contract/failure.ts';
import type { AddressTrouble } from '../../preload/contract/models.ts';
import type { RefusalSaid } from '../../../server/contract/refusal-params.ts';
import { microcreditsPerCredit } from '../../../server/contract/money.ts';
import type { Formats } from '../formats.ts';
import { pluralsOf } from '../plurals.ts';
import { mendSecret, secretTrouble } from './secrets.ts';

const many = pluralsOf('en');

/** A no that the core says itself. */
export type OwnRefusal = Exclude<Refusal, { readonly problem: string }>;
export type OwnTrouble = Exclude<PurchaseTrouble, { readonly code: 'refused' }>;

type DayUsed = Extract<RefusalSaid, { readonly code: 'daily_limit_reached' }>['params'];

function creditsIn({ count }: Formats, microcredits: number): string {
  const amount = microcredits / microcreditsPerCredit;
  return `${count(amount)} ${many(amount, { one: 'credit', other: 'credits' })}`;
}

/** The plan's day, counted in messages or in money. `params` null: not known. `when`: "at 09:00", when the next begins; null: not known. */
export const dayUsed =
  (formats: Formats) =>
  (params: DayUsed | null, when: string | null): string => {
    const isForHere = params !== null && 'degrade_to' in params && params.degrade_to === 'local';
    const here = isForHere ? ' Until then, use a model of your own Ollama.' : '';
    if (params === null || !('limit_microcredits' in params)) {
      const next = when === null ? '' : ` You get new ones ${when}.`;
      return `You’ve used your plan’s messages for today.${next}${here || ' A larger plan has more.'}`;
    }
    const { limit_microcredits: limit, overdrawn_microcredits: beyond } = params;
    const last = beyond === undefined ? '' : ` The last answer cost ${creditsIn(formats, beyond)} more than was left.`;
    const next = when === null ? '' : ` It starts again ${when}.`;
    return `Your plan’s limit for today, ${creditsIn(formats, limit)}, is used up.${last}${next}${here}`;
  };

/** Of the server's. */
export const problem =
  (formats: Formats) =>
  (said: RefusalSaid): string => {
    const { count } = formats;
    const credits = (microcredits: number): string => creditsIn(formats, microcredits);
    const { params } = said;
    if ('legacy_detail' in params) return params.legacy_detail;
    switch (said.code) {
      case 'free_exhausted':
        if ('model' in said.params)
          return `Free messages can’t be used with ${said.params.model}. Buy credits to use it, or choose another model.`;
        if (!('whose' in said.params)) return 'This server offers no free messages. Buy credits to continue.';
        return said.params.whose === 'client'
          ? `You’ve used your ${many(said.params.limit, { one: 'free message', other: `${count(said.params.limit)} free messages` })}. Buy credits to continue.`
          : `Your network has used its ${many(said.params.limit, { one: 'free message', other: `${count(said.params.limit)} free messages` })}. Buy credits to continue.`;
      case 'credits_exhausted':
        if (!('needed_microcredits' in said.params)) return 'You don’t have enough credits. Buy credits to continue.';
        return `This message needs ${credits(said.params.needed_microcredits)}, and you have ${credits(said.params.available_microcredits)}. Buy credits to continue.`;
      case 'quota_exhausted':
        return 'You’ve used your plan’s messages for this month. A larger plan has more.';
      case 'daily_limit_reached':
        return dayUsed(formats)(said.params, null);
      case 'rate_limited':
        return said.params.reason === 'streams'
          ? 'Too many connections are open. Close other windows of the app, then try again.'
          : 'Your network has sent the server too many requests. Wait a moment, then try again.';
      case 'plan_rate_limited':
        return `Your plan allows ${many(said.params.limit, { one: '1 message', other: `${count(said.params.limit)} messages` })} a minute. Wait a moment, then try again.`;
      case 'token_rejected':
        return said.params.reason === 'unverified'
          ? 'Your sign-in has expired or can’t be verified. Sign in again.'
          : 'The server doesn’t know your token. Check the server address in Settings, or continue without these credits.';
      case 'model_unknown':
        return `The server has no price for ${said.params.model}. Choose another model, or ask whoever runs the server.`;
      case 'pack_unknown':
        return 'This pack isn’t available right now. Choose another one.';
      case 'provider_unknown':
        return 'This payment method isn’t available right now. Choose another one.';
    }
  };

/** Of the core's own. */
export const refusal =
  ({ count }: Formats) =>
  (no: OwnRefusal): string => {
    switch (no.code) {
      case 'grace_exhausted': {
        const used =
          no.limit === 0
            ? 'no messages are allowed offline'
            : `today’s ${many(no.limit, { one: 'offline message is', other: `${count(no.limit)} offline messages are` })} used`;
        return `The server can’t be reached, and ${used}. Connect to the network and try again, or come back after midnight.`;
      }
      case 'token_unreadable':
        return `Your token can’t be read right now, so this message wasn’t sent. ${secretTrouble(no.trouble)} ${mendSecret(no.trouble, 'try again')}`;
      case 'hold_ended':
        return 'The credits reserved for this message were returned. Send it again.';
      case 'order_differs':
        return 'This order is for something else. Start the purchase again.';
      case 'payee_changed':
        return 'Nothing was ordered, because another account is signed in now, or none, or your sign-in names another team. Choose again whom the credits are for.';
      case 'pack_gone':
        return 'This pack isn’t available right now. Choose another one.';
      case 'amounts_gone':
        return 'Other amounts can’t be bought right now. Choose a pack.';
      case 'amount_outside':
        return 'The amount is outside what this server sells. Choose another one.';
      case 'page_not_loaded':
        return 'The checkout page couldn’t be loaded. Check your connection, then try again. You won’t be charged twice.';
      case 'page_unsafe':
        return 'The server’s payment page isn’t safe to open, so it wasn’t opened. Check the server address in Settings.';
      case 'signed_out':
        return 'Your account was to pay for this message, and you’re signed out. Nothing else was charged. Sign in again, or use this computer’s credits.';
      case 'sign_in_away':
        return 'Your account was to pay for this message, and its sign-in site can’t be reached. Nothing else was charged. Check your connection, then try again.';
      case 'account_refused':
        return 'The server doesn’t accept your account right now. Try again, or sign out and in again.';
    }
  };

/** Why a purchase does not go on just now. */
export function purchaseTrouble(trouble: OwnTrouble): string {
  switch (trouble.code) {
    case 'offline':
      return 'The server can’t be reached. Nothing is lost: your purchase continues once the server is back. Check your connection, and leave the app open.';
    case 'broken':
      return 'The server can’t take the order right now. Your purchase continues automatically as soon as it can.';
    case 'busy':
      return 'The server is busy. Your purchase continues automatically in a moment.';
    case 'claim_later':
      return 'Your payment has arrived. Your credits are added as soon as the server responds.';
    case 'page_unsafe':
      return 'The server’s payment page isn’t safe to open, so it wasn’t opened. Check the server address in Settings.';
    case 'order_unknown':
      return 'The server no longer knows this order. If you’ve paid, contact whoever runs the server and give them the order number.';
    case 'token_gone':
      return 'The token for this order is no longer on this computer, so the credits can’t be added here. If you’ve paid, contact whoever runs the server and give them the order number.';
    case 'other_token':
      return 'The server says these credits belong to another token. Contact whoever runs the server and give them the order number.';
    case 'token_not_saved':
      return `The token for your credits can’t be saved. ${secretTrouble(trouble.trouble)} Choose another place for it, then press “Buy credits” again.`;
    case 'token_unreadable':
      return `The token for your credits can’t be read right now. ${secretTrouble(trouble.trouble)} The app will try again.`;
    case 'signed_out':
      return 'This purchase is for an account that’s signed out. Sign in with that account, and it continues.';
    case 'somebody_else':
      return 'This purchase is for another account than the one that’s signed in. It continues when that account signs in again.';
    case 'other_team':
      return 'This purchase is for a team that your sign-in doesn’t name right now. It continues when you’re signed in with that team again.';
    case 'sign_in_away':
      return 'Your account can’t be checked, because its sign-in site can’t be reached. Your purchase continues automatically as soon as it can.';
    case 'sign_in_refused':
      return 'The server doesn’t accept your account right now. The app will try again. If this lasts, sign out and in again.';
    case 'sign_in_unreadable':
      return `Your sign-in can’t be read right now. ${secretTrouble(trouble.trouble)} The app will try again.`;
    case 'other':
      return trouble.text;
  }
}

const example = 'http://127.0.0.1:11434';

/** What to write instead of the address that was typed. */
export function addressTrouble(trouble: AddressTrouble): string {
  switch (trouble.code) {
    case 'empty':
      return `Enter Ollama’s address, such as ${example}.`;
    case 'spaces':
      return 'Remove the spaces.';
    case 'quotes':
      return 'Remove the quotation marks.';
    case 'no_scheme':
      return `Start the address with http:// or https://, such as ${example}.`;
    case 'incomplete':
      return `This isn’t a complete address. Enter one such as ${example}.`;
    case 'credentials':
      return 'Remove the user name and password. They would be shown and stored unprotected.';
    case 'query':
      return 'Remove the ? or # and everything after it.';
    case 'api_path':
      return `Remove ${trouble.part} from the end: ${trouble.address}`;
  }
}

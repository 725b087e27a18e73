// The list of purchases: what became of the money in each, its receipt, and what went back.
import { pluralsOf } from '../plurals.ts';

const many = pluralsOf('en');

export const purchases = {
  title: 'Purchases',
  all: 'All purchases',
  loading: 'Loading purchases',
  none: 'No purchases yet',
  noneHint: 'Your purchases, receipts and refunds will appear here.',
  unlisted: (purchases: number) =>
    many(purchases, {
      one: 'The record of 1 purchase can’t be read, so it isn’t listed. Nothing was deleted. If its credits haven’t arrived, ask whoever runs the server.',
      other: `The records of ${purchases} purchases can’t be read, so they aren’t listed. Nothing was deleted. If their credits haven’t arrived, ask whoever runs the server.`,
    }),
  buy: 'Buy credits',
  showOlder: 'Show older purchases',
  updating: 'Updating',
  upToDate: 'Up to date',
  notUpdated: 'Can’t reach the server. Showing the last known status.',
  continue: 'Continue',
  receipt: 'Receipt',
  order: 'Order',
  copyOrder: 'Copy order number',

  receiptShown: { window: 'The receipt opened in a new window.', tab: 'The receipt opened in a new tab.' },
  receiptUnpaid: 'Receipts are available after payment.',
  receiptFailed: 'Couldn’t open the receipt. Try again.',

  collect: 'Collect your refund',
  notEncrypted:
    'This page isn’t encrypted, so the app won’t open it. If you trust this network, paste the address into your browser:',
  notOpened: 'Couldn’t open the page. Try again, or paste the address into your browser:',

  /** What one pays with. */
  providers: { stripe: 'Card', btcpay: 'Lightning or Bitcoin', sandbox: 'Test payment' },

  /** `label`: two or three words for a list. `sentence`: what happened to the money and what to do next. */
  states: {
    starting: { label: 'Placing order', sentence: 'Placing your order. You haven’t been charged.' },
    open: { label: 'Waiting for payment', sentence: 'Waiting for payment. You haven’t been charged.' },
    seen: { label: 'Payment detected', sentence: 'Your payment was detected and is being confirmed.' },
    declined: {
      label: 'Declined',
      sentence: 'Your payment was declined. You haven’t been charged. Try again, or pay another way.',
    },
    paid: { label: 'Paid', sentence: 'Paid. Your credits are being added.' },
    claimed: { label: 'Added', sentence: 'Paid. Your credits were added.' },
    expired: { label: 'Expired', sentence: 'The payment time expired. You haven’t been charged.' },
    failed: {
      label: 'Failed',
      sentence: 'Your payment failed. You haven’t been charged. Start again, or pay another way.',
    },
    disputed: {
      label: 'Disputed',
      sentence:
        'This payment was disputed with your bank. Its credits are on hold until the bank decides. If you didn’t dispute it, call your bank.',
    },
    refunded: { label: 'Refunded', sentence: 'The payment was refunded, and its credits were removed.' },
    abandoned: {
      label: 'Cancelled',
      sentence: 'You cancelled this purchase. If a payment still arrives, it will be credited.',
    },
  },
  /** How long a payment takes that was seen. */
  confirming: {
    btcpay: 'Lightning takes seconds, on-chain payments 10 minutes to an hour. Your credits are added automatically.',
    stripe: 'Some banks take a few days. Your credits are added automatically.',
    sandbox: 'Your credits are added automatically.',
  },
  lateBitcoin: 'If you sent a payment, it will be credited when it arrives.',
  partReceived: 'Partial payment received. Waiting for the rest.',
  onlyPart:
    'Only a part of the payment arrived. It isn’t lost: send the order number under All purchases to whoever runs the server.',

  refunds: {
    ready: 'Refund ready',
    pending: 'Refund pending',
    refunded: 'Refunded',
    partly: 'Partly refunded',
    wasOrIsBeing: (sum: string) => `${sum} was refunded, or is being refunded.`,
    readyToCollect: (sum: string) => `${sum} is ready to collect. Choose the wallet it should go to.`,
    byBank: (sum: string) => `${sum} is being refunded. Banks take 5 to 10 days.`,
    isBeing: (sum: string) => `${sum} is being refunded.`,
    was: (sum: string) => `${sum} was refunded.`,
    failed: (sum: string) =>
      `${sum} couldn’t be refunded, so you keep the credits. Ask whoever runs the server to try again.`,
  },
};

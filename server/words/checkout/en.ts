// The checkout page in English.
import type { CheckoutTexts } from './checkout-texts.ts';

export const en: CheckoutTexts = {
  name: 'English',
  states: {
    open: {
      title: 'Buy credits',
      body: 'You haven’t been charged yet. You pay once, and your credits don’t expire.',
    },
    settling: {
      title: 'Checking your payment',
      body: 'The payment provider has your answer. This page updates when it is confirmed. Please don’t pay again.',
    },
    seen: {
      title: 'Your payment is on its way',
      body: 'Your payment was received and is being confirmed. You can close this window. Your credits will be added automatically.',
    },
    declined: {
      title: 'The payment was declined',
      body: 'You haven’t been charged. Try again below, or close this window and choose another way to pay in Tallystick.',
    },
    cancelled: {
      title: 'You came back without paying',
      body: 'You haven’t been charged. You can still pay below, or close this window.',
    },
    unavailable: {
      title: 'Payment is not available right now',
      body: 'You haven’t been charged. Reload this page in a moment, or close this window and choose a pack again in Tallystick.',
    },
    paid: { title: 'Paid. Thank you', body: 'Your credits are ready in Tallystick. You can close this window.' },
    refunded_in_part: {
      title: 'Partly refunded',
      body: 'The credits for the refunded part were removed. You keep the rest. See your purchases in Tallystick for how the money is returned.',
    },
    refunded: {
      title: 'Refunded',
      body: 'The full amount has been refunded or is on its way, and the credits of this order were removed. See your purchases in Tallystick for how the money is returned.',
    },
    disputed: {
      title: 'This payment is disputed',
      body: 'Your bank has asked for the money back, so the credits of this order are on hold until the dispute is decided. If this was a mistake, withdraw the dispute at your bank. You don’t need to pay again.',
    },
    expired: {
      title: 'This order has expired',
      body: 'No payment arrived in time, and you haven’t been charged. To buy, close this window and choose a pack again in Tallystick. If you did send money, it is not lost: you will get the credits or a refund.',
    },
    failed: {
      title: 'The payment did not go through',
      body: 'No credits were added. Close this window and choose a pack again in Tallystick. If money has left your account, contact whoever runs this server and give the order number.',
    },
  },
  unknown: {
    title: 'No such order',
    body: 'There is no order at this address, so there is nothing to pay. Close this window and start again from Tallystick.',
  },
  page: {
    language: 'Language',
    pack: 'Pack',
    price: 'Price',
    credits: (count, shown) => `${shown} ${count === 1 ? 'credit' : 'credits'}`,
    freeAmount: 'Credits',
    givenBack: 'Refunded',
    paidOn: 'Paid on',
    orderNumber: 'Order',
    timeLeft: 'Time left to pay',
    oneMinuteLeft: 'One minute left to pay.',
    busy: 'Processing…',
    backToPaying: 'Didn’t pay? Go back to payment',
    reloads: 'This page looks by itself for your payment every few seconds.',
  },
  card: {
    legend: 'Pay by card',
    loading: 'The card form is loading…',
    pay: (price) => `Pay ${price}`,
    unreachable:
      'The card form could not be loaded. You haven’t been charged. Check your connection and reload this page.',
    script: 'Paying by card needs JavaScript. Turn it on for this page, or choose another way to pay in Tallystick.',
  },
  elsewhere: {
    legend: 'Pay with Stripe',
    explain: 'You pay on a page of our payment provider, Stripe, and then return here.',
    go: 'Continue to Stripe',
  },
  bitcoin: {
    legend: 'Pay with bitcoin',
    explain:
      'Scan the code with a wallet, or open a wallet on this device. This page updates when your payment is detected.',
    part: (paid, total) =>
      `Partial payment received: ${paid} of ${total} sats. Please send the remaining amount shown here.`,
    rate: (price) => `at ${price} for 1 BTC`,
    copyAmount: 'Copy amount',
    copied: 'Copied',
    showFirst: 'Show first:',
    lightning: {
      name: 'Lightning',
      code: 'QR code of the Lightning invoice, which also stands as text below',
      open: 'Open a Lightning wallet',
      destination: 'Lightning invoice',
      copy: 'Copy invoice',
    },
    chain: {
      name: 'Bitcoin, on chain',
      code: 'QR code of the bitcoin address and the amount, which also stand as text below',
      open: 'Open a bitcoin wallet',
      destination: 'Bitcoin address',
      copy: 'Copy address',
    },
  },
  sandbox: {
    notice: 'Test payment: no money moves',
    explain: 'This server uses a sandbox instead of a real provider. Choose how the payment ends.',
    legend: 'How should this payment end?',
    pay: (price) => `Pay ${price}`,
    decline: 'Decline',
    expire: 'Let it expire',
  },
  subscription: {
    back: {
      done: {
        title: 'Thank you',
        body: 'Your plan starts as soon as the payment is confirmed. You can close this window.',
      },
      cancelled: {
        title: 'You came back without subscribing',
        body: 'You haven’t been charged. You can close this window.',
      },
      portal: {
        title: 'All done',
        body: 'What you changed will show in Tallystick in a moment. You can close this window.',
      },
    },
    price: {
      day: (price, count) => (count === 1 ? `${price} per day` : `${price} every ${count} days`),
      week: (price, count) => (count === 1 ? `${price} per week` : `${price} every ${count} weeks`),
      month: (price, count) => (count === 1 ? `${price} per month` : `${price} every ${count} months`),
      year: (price, count) => (count === 1 ? `${price} per year` : `${price} every ${count} years`),
    },
    begin: { title: 'Subscribe', body: 'This server uses a sandbox instead of a real provider. You pay nothing.' },
    agree: (price) => `Subscribe for ${price}`,
    leave: 'Back to Tallystick',
    over: {
      title: 'This page is no longer valid',
      body: 'It was used already, or its time is over. Close this window and start again from Tallystick.',
    },
    portal: {
      title: 'Your subscriptions',
      body: 'This server uses a sandbox instead of a real provider. Cancel here, or choose what happens next.',
    },
    none: 'You have no subscription.',
    standing: {
      active: (day) => `Renews on ${day}.`,
      ending: (day) => `Ends on ${day}.`,
      past_due: (day) => `The last payment failed. Ends on ${day} unless it is paid.`,
      incomplete: (day) => `Waits for its first payment until ${day}.`,
    },
    cancel: 'Cancel subscription',
    keep: 'Keep subscription',
    renew: 'Go to the next period',
    fail: 'Go to the next period and decline its payment',
    payNow: 'Pay now',
    invoice: {
      open: { title: 'Invoice', body: 'Choose how the payment of this invoice ends.' },
      failed: { title: 'The payment was declined', body: 'You haven’t been charged. You can still pay below.' },
      paid: { title: 'This invoice is paid', body: 'Thank you. You can close this window.' },
    },
  },
};

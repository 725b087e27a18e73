// The checkout page in English.
import type { CheckoutTexts } from './checkout-texts.ts';

export const en: CheckoutTexts = {
  name: 'English',
  states: {
    open: {
      title: 'Buy credits',
      body: 'Nothing has been taken yet. You pay once, and the credits stay yours until you use them.',
    },
    settling: {
      title: 'One moment',
      body: 'Your answer has reached the payment provider. This page changes by itself when it is confirmed; please do not pay a second time.',
    },
    seen: {
      title: 'Your payment is on its way',
      body: 'It has been seen and is being confirmed. You can close this window; the credits arrive by themselves.',
    },
    declined: {
      title: 'The payment was declined',
      body: 'Nothing was taken. You can try again below, or close this window and choose another way to pay in Tallystick.',
    },
    cancelled: {
      title: 'You came back without paying',
      body: 'Nothing was taken. You can still pay below, or close this window.',
    },
    unavailable: {
      title: 'This cannot be paid here just now',
      body: 'Nothing was taken. Load this page again in a moment, or close this window and choose a pack again in Tallystick.',
    },
    paid: { title: 'Paid. Thank you', body: 'Your credits are ready in Tallystick. You can close this window.' },
    refunded_in_part: {
      title: 'Part of this payment was given back',
      body: 'The credits of that part were taken back, and the rest stay yours. Your purchases in Tallystick show how the money reaches you.',
    },
    refunded: {
      title: 'This payment was given back',
      body: 'All of it is back with you or on its way, and the credits of this order were taken back. Your purchases in Tallystick show how the money reaches you.',
    },
    disputed: {
      title: 'This payment is in dispute',
      body: 'Your bank has asked for the money back, so the credits of this order wait until that is decided. If this was a mistake, withdraw the dispute at your bank. You do not need to pay again.',
    },
    expired: {
      title: 'This order has expired',
      body: 'No payment arrived in time, and nothing was taken. To buy, close this window and choose a pack again in Tallystick. Money that you have sent all the same is not lost: it is credited, or you get it back.',
    },
    failed: {
      title: 'The payment did not go through',
      body: 'Nothing was credited. Close this window and choose a pack again in Tallystick. If money has left your account, give the number of this order to whoever runs this server.',
    },
  },
  unknown: {
    title: 'No such order',
    body: 'This address belongs to no order here, so there is nothing to pay. Close this window and start again from Tallystick.',
  },
  page: {
    language: 'Language',
    pack: 'Pack',
    price: 'Price',
    credits: (count, shown) => `${shown} ${count === 1 ? 'credit' : 'credits'}`,
    freeAmount: 'Credits',
    givenBack: 'Given back',
    paidOn: 'Paid on',
    orderNumber: 'Order',
    timeLeft: 'Time left to pay',
    oneMinuteLeft: 'One minute left to pay.',
    busy: 'One moment…',
    backToPaying: 'Not paid after all? Back to the payment',
    reloads: 'This page looks by itself, every now and then, whether your payment has arrived.',
  },
  card: {
    legend: 'Pay by card',
    loading: 'The card form is loading…',
    pay: (price) => `Pay ${price}`,
    unreachable:
      'The card form could not be reached. Nothing was taken. Check the connection and load this page again.',
    script: 'Paying by card needs JavaScript. Switch it on for this page, or choose another way to pay in Tallystick.',
  },
  elsewhere: {
    legend: 'Pay with Stripe',
    explain: 'You pay on a page of Stripe, our payment provider, and come back here afterwards.',
    go: 'Continue to Stripe',
  },
  bitcoin: {
    legend: 'Pay with bitcoin',
    explain:
      'Scan the code with a wallet, or open a wallet on this device. This page changes by itself when the payment is seen.',
    part: 'A part has come in. Please send only the rest, which is shown here.',
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
    explain: 'This server runs with a sandbox instead of a bank. Choose how the payment shall end.',
    legend: 'How shall this payment end?',
    pay: (price) => `Pay ${price}`,
    decline: 'Decline',
    expire: 'Let it expire',
  },
};

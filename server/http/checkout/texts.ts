// Every word of the checkout page. Each state says what happened to the money and what to do next.
import type { OrderState } from '../../contract/orders.ts';

export type PageState = OrderState | 'settling';

export const stateTexts: Readonly<Record<PageState, { readonly title: string; readonly body: string }>> = {
  open: { title: 'Buy credits', body: 'Pay once. The credits stay yours until you use them.' },
  settling: {
    title: 'One moment',
    body: 'Your answer has reached the payment provider. This page changes by itself when it is confirmed.',
  },
  seen: {
    title: 'Your payment is on its way',
    body: 'It has been seen and is being confirmed. You can close this window; the credits arrive by themselves.',
  },
  declined: {
    title: 'The payment was declined',
    body: 'Nothing was taken. You can try again below, or close this window.',
  },
  paid: { title: 'Paid. Thank you', body: 'Your credits are ready in Tallystick. You can close this window.' },
  expired: {
    title: 'This order has expired',
    body: 'Nothing was taken. Close this window and choose a pack again in Tallystick.',
  },
  failed: {
    title: 'The payment did not go through',
    body: 'Nothing was credited. Close this window and choose a pack again in Tallystick.',
  },
  refunded: {
    title: 'This payment was given back',
    body: 'The credits of this order have been returned. You can close this window.',
  },
};

export const pageTexts = {
  documentTitle: (title: string) => `${title} · Tallystick`,
  pack: 'Pack',
  price: 'Price',
  credits: (count: string) => `${count} credits`,
  freeAmount: 'Credits',
  orderNumber: 'Order',
  expiresIn: 'This order waits for',
  unknown: {
    title: 'No such order',
    body: 'This address belongs to no order here. Close this window and start again from Tallystick.',
  },
  unavailable: {
    title: 'This cannot be paid here',
    body: 'The way to pay that this order was made for is not offered any more. Nothing was taken. Close this window and choose a pack again in Tallystick.',
  },
};

export const cardTexts = {
  legend: 'Pay by card',
  loading: 'The card form is loading…',
  pay: (price: string) => `Pay ${price}`,
  busy: 'One moment…',
  unreachable: 'The card form could not be reached. Nothing was taken. Check the connection and load this page again.',
  script: 'Paying by card needs JavaScript. Switch it on for this page, or choose another way to pay in Tallystick.',
};

export const bitcoinTexts = {
  legend: 'Pay with bitcoin',
  explain:
    'Scan the code with a wallet, or open a wallet on this device. This page changes by itself when the payment is seen.',
  rate: (rate: string) => `at ${rate} for 1 BTC`,
  copy: 'Copy',
  copied: 'Copied',
  lightning: {
    name: 'Lightning',
    code: 'QR code of the Lightning invoice',
    open: 'Open a Lightning wallet',
    destination: 'Lightning invoice',
  },
  chain: {
    name: 'Bitcoin, on chain',
    code: 'QR code of the bitcoin address and amount',
    open: 'Open a bitcoin wallet',
    destination: 'Bitcoin address',
  },
};

export const sandboxTexts = {
  notice: 'Test payment: no money moves',
  explain: 'This server runs with a sandbox instead of a bank. Choose how the payment shall end.',
  legend: 'How shall this payment end?',
  pay: (price: string) => `Pay ${price}`,
  decline: 'Decline',
  expire: 'Let it expire',
  busy: 'One moment…',
};

// The receipt and the recovery kit, on paper.
import type { Formats } from '../formats.ts';

export const documents = ({ money, fullTime }: Formats) => ({
  print: 'Print',
  /** With the currency's code, which nobody can mistake. */
  money: (minor: number, currency: string) => money(minor, currency, { currencyDisplay: 'code' }),
  time: fullTime,

  receipt: {
    title: 'Receipt',
    isTest: 'This was a test purchase. No real money moved.',
    seller: 'Seller',
    /** `name`: as the server calls itself. */
    sellerAt: (name: string, origin: string) => `${name}, ${origin}`,
    order: 'Order',
    ordered: 'Ordered',
    paid: 'Paid',
    bought: 'Bought',
    packOf: (pack: string, credits: string) => `${pack}: ${credits}`,
    creditedTo: 'Credited to',
    anAccount: 'The account that was signed in',
    team: (name: string) => `The team ${name}`,
    paymentMethod: 'Payment method',
    methods: {
      stripe: 'Card or another method offered by Stripe',
      btcpay: 'Bitcoin or Lightning',
      sandbox: 'Test payment',
    },
    price: 'Price',
    status: 'Status',
    states: {
      paid: 'Paid',
      partlyRefunded: 'Partly refunded',
      refunded: 'Refunded in full',
      disputed: 'Disputed: your bank has asked for the money back, and the dispute is still open',
    },
    refunds: 'Refunds',
    refund: { pending: 'pending', succeeded: 'completed', failed: 'failed' },
    refundOf: (sum: string, state: string) => `${sum}, ${state}`,
    totalRefunded: 'Total refunded',
    remaining: 'Remaining',
    aboutAccount:
      'The account number under “Credited to” identifies the account and cannot be used to spend its credits. If something is wrong, contact the seller and give the order number.',
    ifWrong: 'If something is wrong, contact the seller and give the order number.',
  },

  kit: {
    title: 'Tallystick recovery kit',
    isMoney: 'This is money.',
    warning:
      'Whoever has this sheet can spend these credits. Keep it where you keep cash or a passport, and don’t photograph or send it.',
    yourToken: 'Your token',
    code: 'The token as a QR code',
    server: 'Server',
    creditsLeft: 'Credits left',
    notKnown: 'Not known right now',
    asOf: (credits: string, at: number) => `${credits}, as of ${fullTime(at)}`,
    account: 'Account',
    made: 'Made',
    howTo: 'To have your credits on another computer',
    install: 'Install and open Tallystick there.',
    /** The server's address follows, then the full stop. */
    setServer: 'In its settings, set the server address to ',
    setServerEnd: '.',
    restore:
      'Open Credits, choose “Restore credits”, and type the token above, or paste what a reader finds in the code.',
    staysGood:
      'Credits bought later with the same token are found by it too, so this sheet stays good. Both computers can then spend the same credits.',
  },
});

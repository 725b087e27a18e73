// A purchase in its dialog: the choice of a pack, the checkout, and how it ends.
import type { Formats } from '../formats.ts';

export const buying = ({ percent }: Formats) => ({
  title: 'Buy credits',
  placeTitle: 'Where should your credits be stored?',
  purchaseTitle: 'Your purchase',
  opening: 'Opening your purchase',
  placing: 'Placing your order',
  looking: 'Looking for your order',
  notContinued: 'Couldn’t continue the purchase',
  tryAgain: 'Try again',
  choosePack: 'Choose a pack',
  backToChat: 'Back to chat',
  saveKit: 'Save your recovery kit…',
  unanswered: {
    disconnected:
      'The connection was lost before the order was confirmed. It’s safe to try again: you won’t be charged twice.',
    gone: 'This purchase no longer exists. Start a new one.',
    broken: 'Couldn’t place the order. It’s safe to try again: you won’t be charged twice.',
  },

  payee: {
    title: 'Buy for',
    computer: 'This computer',
    onlyOwners: 'Only owners of the team can buy for it.',
    meHint: 'Your account can spend these credits on every computer you sign in on.',
    /** `team`: its name. */
    teamHint: (team: string) => `Everyone in ${team} can spend these credits.`,
    computerHint:
      'These credits stay on this computer. To spend them, choose this computer’s credits under “Pay with”.',
    computerPaysHint: 'These credits stay on this computer, without an account.',
    signedOut: 'You’re signed out, so credits you buy now are for this computer. Sign in to buy for your account.',
    otherAccount: 'another account',
    /** Whose nobody can say while nobody is signed in. */
    anAccount: 'an account',
    /** `owner`: "Ada’s account", "Acme". */
    isFor: (owner: string) => `For ${owner}`,
  },

  choose: {
    nothing: 'Nothing to buy here',
    nothingHint: 'This server has no packs or no payment method set up. Ask whoever runs it.',
    loading: 'Loading prices',
    away: 'Can’t reach the server',
    pricesFrom: (host: string) =>
      `Prices come from ${host}. They load as soon as it responds. Purchases you’ve started aren’t lost.`,
    localFree: 'Messages to models on this computer are free.',
    localCosts: (price: string) => `A message to a model on this computer costs ${price}.`,
    oneTime: 'One-time payment. No account, no subscription.',
    oneTimeForAccount: 'One-time payment. No subscription.',
    pack: 'Pack',
    aMessage: (price: string) => `${price} a message`,
    /** `share`: of 1. `than`: another pack's name. */
    cheaper: (share: number, than: string) => `${percent(share)} cheaper per message than ${than}`,
    isTest: 'Test server: no real payments.',
    soldBy: (seller: string) => `Sold by ${seller}.`,
    soldAndPaidBy: (seller: string, provider: string) => `Sold by ${seller}. Paid by ${provider.toLowerCase()}.`,
    pay: 'Pay',
    payPrice: (price: string) => `Pay ${price}`,
    payWith: 'Pay with',
    needs: {
      stripe: 'Enter your card details',
      btcpay: 'Scan a QR code with your wallet',
      sandbox: 'No real payment',
    },
  },

  amount: {
    other: 'Other amount',
    label: 'Amount',
    /** What an amount buys. */
    buys: (credits: string) => `= ${credits}`,
    bounds: (least: string, most: string) => `from ${least} to ${most}`,
    malformed: (example: string) => `Enter an amount such as ${example}, without letters or spaces.`,
    outside: (bounds: string) => `Choose an amount ${bounds}.`,
    steps: (step: string) => `Choose an amount in steps of ${step}.`,
    missing: (bounds: string) => `Enter an amount, ${bounds}.`,
  },

  checkout: {
    title: 'Checkout',
    opening: 'Opening checkout…',
    newTab: 'Open in a new tab',
    windowOpen: 'Checkout is open in a separate window. Pay there, and this updates automatically.',
    windowClosed: 'The checkout window was closed. If you paid there, this updates automatically.',
    open: 'Open checkout',
    showAgain: 'Show again',
    tabOpen: 'Checkout is open in another tab. Pay there, and this updates automatically.',
    tabToOpen: 'You pay on the server’s page, in a new tab. This updates automatically.',
    openAgain: 'Open again',
    timeOver: 'Payment time expired',
    checkingLate: 'Checking whether your payment arrived. If you’ve paid, wait a moment; your payment isn’t lost.',
    serverAway: 'Can’t reach the server. If you pay now, your credits are added when it’s back.',
    canClose: 'You can close this and come back from the button next to your credits.',
    payOnPage: 'Pay on the server’s page instead',
    showCode: 'Show QR code here',
    payAnotherWay: 'Pay another way',
    cancel: 'Cancel purchase',
    startAgain: 'Start again',
  },

  invoice: {
    network: 'Network',
    codeWith: (what: string) => `QR code with the ${what}`,
    /** What the long line of letters is, such as "Lightning invoice". */
    destination: (network: string, kind: string) => `${network} ${kind}`,
    copy: (what: string) => `Copy ${what}`,
    openWallet: 'Open in wallet',
    noWallet: 'No wallet app was found on this computer. Scan the code, or copy it into your wallet.',
    amount: 'Amount',
    stillToPay: 'Still to pay',
    copyAmount: 'Copy amount',
    about: (price: string) => `about ${price}`,
    atRate: (rate: string) => `, at ${rate} for 1 BTC`,
    partReceived: (received: string) => `Partial payment received: ${received}. Please send the rest.`,
    received: (received: string, asked: string) => `${received} of ${asked}`,
    left: ' left',
    leftToPay: ' to pay',
    timeOver: 'Payment time expired.',
    oneMinute: 'One minute left to pay.',
    fiveMinutes: 'Five minutes left to pay.',
    methods: {
      lightning: {
        name: 'Lightning',
        destinationName: 'invoice',
        hint: 'Scan the code with a Lightning wallet. Credits arrive within seconds.',
      },
      chain: {
        name: 'On-chain',
        destinationName: 'address',
        hint: 'Scan the code with any Bitcoin wallet and send exactly this amount. Confirmation takes 10 minutes to an hour.',
      },
      lnurl: {
        name: 'LNURL',
        destinationName: 'link',
        hint: 'Scan the code with a Lightning wallet that supports LNURL. Credits arrive within seconds.',
      },
      /** Its name is the provider's. */
      other: {
        name: '',
        destinationName: 'address',
        hint: 'Scan the code with your wallet and send exactly this amount.',
      },
    },
  },

  added: {
    title: (credits: string) => `${credits} added`,
    youHave: (credits: string) => `You now have ${credits}.`,
    /** `owner`: "Ada’s account", "Acme". */
    inWallet: (owner: string) => `The credits are in ${owner} now.`,
    noAccount: 'There’s no account. If you lose this computer, only the kit can restore your credits.',
  },
  seen: {
    onTheWay: (credits: string) => `${credits} on the way`,
    canQuit: 'You can close this or quit the app. Your credits are added automatically.',
  },
  chip: (state: string) => `Purchase: ${state}. Continue`,
});

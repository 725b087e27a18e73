// What the doctor says of BTCPay Server. The commands speak English alone: docs/decisions/0019.

const rights = {
  'btcpay.store.cancreateinvoice': 'make invoices',
  'btcpay.store.canviewinvoices': 'see invoices',
} as const;

/** What purchases need. */
export type NeededPermission = keyof typeof rights;

export const btcpaySays = {
  answers: 'BTCPay Server answers and accepts the key.',
  lacks: (permission: NeededPermission, storeId: string) =>
    `The key of BTCPay Server may not ${rights[permission]} in the store ${storeId}: give it ${permission}.`,
  store: (name: string) => `BTCPay Server knows the store “${name}”.`,
  storeUnseen: (permission: string) =>
    `The store’s name was not looked up: that needs the permission ${permission}, which purchases do not need.`,

  refundsGood: 'The key of BTCPay Server can make refunds; the buyer collects them through a link.',
  refundsLack: (permission: string) =>
    `The key of BTCPay Server cannot make refunds: give it ${permission}. Purchases do not need it.`,
  pullPaymentsLack: (permission: string) =>
    `The key of BTCPay Server has no access to pull payments, which refunds need: give it ${permission}.`,

  noRate: (currency: string, ware: string) =>
    `BTCPay Server has no rate for ${currency}, in which ${ware} is sold: set one up under Rates.`,
  belowSatoshi: (ware: string, cost: string) =>
    `${ware} costs ${cost}, which is less than one satoshi: make it dearer.`,
  lightningOnly: (ware: string, cost: string) =>
    `${ware} costs ${cost}, too little for a payment on-chain: it can be paid by Lightning alone.`,

  webhookUnseen: (permission: string) =>
    `The webhook cannot be checked: that needs the permission ${permission}. Purchases arrive without a webhook, only a little later.`,
  webhookNowhere: 'Set PUBLIC_URL, so that BTCPay Server can be told where to send its webhooks.',
  webhookMissing: (url: string) =>
    `BTCPay Server has no webhook to ${url}. "tallystick-server doctor --register-webhook" makes it.`,
  webhookMade: (url: string) => `The webhook to ${url} was made.`,
  webhookOff: (url: string) => `The webhook to ${url} is switched off in BTCPay Server. Switch it on there.`,
  webhookOnce: (url: string) => `The webhook to ${url} is not sent again after a failure. Tick “Automatic redelivery”.`,
  webhookDeaf: (url: string, events: readonly string[]) =>
    `The webhook to ${url} does not receive ${events.join(', ')}. Choose “Send me everything”.`,
  webhookGood: (url: string) =>
    `BTCPay Server sends its webhooks to ${url}. Its secret can only be checked by a delivery.`,

  keyRejected: 'BTCPay Server rejects the key. Make a new one and set BTCPAY_API_KEY.',
  otherStore: (told: string) => `${told}: the key is for another store, or BTCPAY_STORE_ID is wrong.`,
  trouble: (told: string) => `${told}. Look at BTCPAY_URL and at the server behind it.`,
  unasked: 'BTCPay Server cannot be asked.',
} as const;

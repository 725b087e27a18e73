// Why a purchase does not go on just now, in sentences for the person buying.
export const trouble = {
  noPage: 'The checkout page could not be loaded. Check the connection, then try again; the order is placed only once.',
  offline: 'The server cannot be reached. The purchase goes on by itself as soon as it can.',
  broken: 'The server can’t take the order right now. The purchase continues by itself as soon as it can.',
  busy: 'The server is busy. This order continues by itself in a moment.',
  claimLater: 'Your payment has arrived. The credits follow as soon as the server answers.',
  badCheckout:
    'The server named a payment page that is not safe to open, so nothing was opened. Check the server address in the settings.',
  unknownOrder:
    'The server does not know this order any more. If you have paid, ask whoever runs the server, with the order number.',
  tokenGone:
    'The token made for this order is no longer where it was kept, so the credits cannot be claimed here. If you have paid, ask whoever runs the server, with the order number.',
  otherToken:
    'The server says these credits belong to another token. Ask whoever runs the server, with the order number.',
  noPlace: (reason: string) =>
    `The token for your credits cannot be saved. ${reason} Choose another place for it and press “Buy credits” again.`,
  unreadable: (reason: string) =>
    `The token for your credits cannot be read right now. ${reason} The app will try again.`,
} as const;

// What stands around every feature of the page: its frame, its line to the core, and buttons of general use.

export const page = {
  appName: 'Tallystick',
  skipToMessage: 'Skip to message',
  selected: 'Selected',
  close: 'Close',
  notices: 'Notice',
  dismiss: 'Dismiss',
  recovered: 'Recovered from a crash. Nothing was lost.',
  newChat: 'New chat',
  loading: 'Loading',
  /** Where a defect stopped a part of the page. */
  broken: { app: 'Something went wrong in the app', chat: 'Something went wrong in this chat' },
  tryAgain: 'Try again',
  reload: 'Reload the app',
  chatsSafe: 'Your chats are safe.',
  details: 'Details',
  withCtrl: (key: string) => `Ctrl ${key}`,
  deleteKey: 'Del',
  reconnecting: 'Reconnecting…',
  connecting: 'Connecting…',
  notResponding: 'Tallystick isn’t responding. Restart it; this page reconnects automatically.',
};

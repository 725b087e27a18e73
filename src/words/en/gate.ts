// What a browser shows where the app itself is not shown: how to open it, or a document again.

export type NoteText = {
  readonly title: string;
  readonly text: string;
  /** In parts: what stands at odd places is typed in a terminal. */
  readonly remedy: readonly string[];
};

const anotherLink: readonly string[] = [
  'To get another link at any time, run ',
  'npm start',
  ' again: it finds the running app and prints one.',
];

export const gate = {
  no_session: {
    title: 'Open Tallystick with its link',
    text: 'This page belongs to whoever started the app. The terminal where it runs shows a link that opens it in this browser.',
    remedy: anotherLink,
  },
  link_used: {
    title: 'This link has been used',
    text: 'Each link opens the app once. The newest one is in the terminal where the app runs.',
    remedy: anotherLink,
  },
  document_used: {
    title: 'This document has been shown',
    text: 'Each document opens once, within a minute, and isn’t kept anywhere.',
    remedy: ['To see it again, go back to Tallystick and ask for it again.'],
  },
  document_refused: {
    title: 'This document opens in a tab of its own',
    text: 'It may hold a token for your credits, so it opens only in a tab that you open yourself.',
    remedy: ['Go back to Tallystick and ask for it again.'],
  },
} satisfies Readonly<Record<string, NoteText>>;

/** One line for whoever asks the app's server for something that it does not give. */
export const turnedAway = {
  foreignAddress: 'This isn’t the app’s own address.',
  noServiceWorker: 'There is no service worker here.',
  nothingHere: 'There is nothing here.',
  broken: 'Something broke in the app.',
  documentShown: 'This document has been shown. Ask for it again in Tallystick.',
};

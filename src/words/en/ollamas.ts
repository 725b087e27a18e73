// The list of a person's Ollamas: names, addresses, headers, and what is found there.
import type { SecretTrouble, TokenPlace } from '../../preload/contract/secret-trouble.ts';

const places: Readonly<Record<TokenPlace, string>> = {
  keychain: 'The values are kept in your keychain.',
  file: 'The values are kept in the file you chose for secrets.',
  memory: 'There is no keychain here, so the values are forgotten when the app ends.',
};

export const ollamas = {
  /** Of the only one. */
  onlyAddress: 'Ollama address',
  hint: 'Where Ollama runs, usually on this computer.',
  list: 'Your Ollamas',
  add: 'Add an Ollama',
  edit: (name: string) => `Edit ${name}`,
  check: (name: string) => `Check ${name}`,
  remove: (name: string) => `Remove ${name}`,
  makeUsual: 'Use for new chats',
  usual: 'For new chats',
  /** In place of a name that nobody gave. */
  thisComputer: 'This computer',
  /** Which one is looked after. */
  chosen: 'Ollama',
  name: 'Name',
  nameHint: 'Such as “Workshop”. Without one, its address is shown.',
  address: 'Address',
  headers: 'Headers',
  headersHint: 'For a proxy that asks who you are. They are sent to this address alone.',
  withHeaders: (names: string) => `sends ${names}`,
  inTheClear: 'not encrypted',
  addHeader: 'Add a header',
  headerName: 'Header',
  headerValue: 'Value',
  headerSample: 'Authorization',
  valueSample: 'Bearer …',
  headerKept: 'Kept; leave empty to keep it',
  removeHeader: (name: string) => (name === '' ? 'Remove this header' : `Remove the header ${name}`),
  wrongHeader:
    'Each header needs a name of letters and dashes, and a value without line breaks. No name may stand twice.',
  valuesMissing: (names: string) => `Enter the value of ${names} again. A value is kept for one address alone.`,
  save: 'Save',
  saveNew: 'Add and check',
  cancel: 'Cancel',
  tooMany: 'There are as many as the app can hold. Remove one first.',
  last: 'The last one can’t be removed. Change its address instead.',
  notSaved: 'That wasn’t saved. Try again.',
  notKept: (trouble: SecretTrouble['code']) =>
    trouble === 'keychain_silent'
      ? 'Your keychain doesn’t answer, so nothing was saved. Unlock it and try again.'
      : 'The values couldn’t be kept, so nothing was saved. Try again.',
  keptIn: (place: TokenPlace) => places[place],
  notEncrypted:
    'The way to that computer isn’t encrypted: whoever is on the network between can read your chats and headers. Use https://, or a network you trust.',
  removed: (name: string) => `${name} was removed. Its chats keep their messages.`,
  removeTitle: (name: string) => `Remove ${name}?`,
  removeText:
    'Nothing is deleted there. Chats that used it keep their messages, and ask which model goes on. Its downloads end, and its headers are forgotten.',
  checking: 'Checking…',
} as const;

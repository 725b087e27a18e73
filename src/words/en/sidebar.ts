// The chats at the side: the list, the search, and what can be done with a chat.
import type { Formats } from '../formats.ts';
import { pluralsOf } from '../plurals.ts';

const many = pluralsOf('en');

export const sidebar = ({ count }: Formats) => ({
  chats: 'Chats',
  chatList: 'Chat list',
  hide: 'Hide chats',
  show: 'Show chats',
  newChat: 'New chat',
  settings: 'Settings',

  loading: 'Loading chats',
  notLoaded: 'Couldn’t load chats',
  none: { title: 'No chats yet', text: 'Your chats are stored on this computer.' },
  unlisted: (n: number) =>
    many(n, {
      one: '1 chat can’t be read, so it isn’t listed. Nothing was deleted: it is still stored on this computer.',
      other: `${count(n)} chats can’t be read, so they aren’t listed. Nothing was deleted: they are still stored on this computer.`,
    }),
  groups: {
    today: 'Today',
    yesterday: 'Yesterday',
    last7Days: 'Last 7 days',
    last30Days: 'Last 30 days',
  },

  answering: 'Answering',
  /** A call of a tool waits for the person. */
  waiting: 'Waiting for your approval',
  waitingChats: (n: number) =>
    many(n, { one: '1 chat is waiting for your approval', other: `${count(n)} chats are waiting for your approval` }),
  /** Of the window, before the name of the chat that it shows. */
  waitingInTitle: (n: number) => `${count(n)} waiting for you`,
  showWaiting: (n: number) =>
    many(n, {
      one: 'Show chats (1 is waiting for your approval)',
      other: `Show chats (${count(n)} are waiting for your approval)`,
    }),
  nowWaiting: (title: string) => `The chat “${title}” is waiting for your approval.`,
  actionsFor: (title: string) => `Actions for “${title}”`,
  rename: 'Rename',
  delete: 'Delete',
  chatTitle: 'Chat title',
  notRenamed: 'The chat couldn’t be renamed. Try again.',
  deleted: (title: string) => `Deleted “${title}”`,
  undo: 'Undo',
  notDeleted: 'The chat couldn’t be deleted. Try again.',
  notRestored: 'The chat couldn’t be restored.',
  tryAgain: 'Try again',

  search: 'Search chats',
  clearSearch: 'Clear search',
  searchFailed: 'Search failed',
  noResults: 'No results',
  noMatch: (query: string) => `No chats match “${query}”. Try fewer or different words.`,
  results: (found: number) => many(found, { one: '1 result', other: `${count(found)} results` }),
});

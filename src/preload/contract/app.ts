// The app around the chat: what runs here, and what its shell asks of the page.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { Uuid } from '../../../server/contract/uuid.ts';

/** From outside the page: a menu entry, a shortcut, a deep link, a second start, and what has happened there. */
export const Command = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('new_chat') }),
  z.object({ kind: z.literal('search') }),
  z.object({ kind: z.literal('settings') }),
  z.object({ kind: z.literal('models') }),
  z.object({ kind: z.literal('buy') }),
  z.object({ kind: z.literal('toggle_sidebar') }),
  z.object({ kind: z.literal('open_chat'), chatId: Uuid }),
  /** Somebody has closed the window of a checkout; the order is as it was. */
  z.object({ kind: z.literal('checkout_closed') }),
  /** The core's process died and was started again; the page says so. */
  z.object({ kind: z.literal('core_restarted') }),
]);
export type Command = z.infer<typeof Command>;

export const AppInfo = z.object({
  version: z.string(),
  shell: z.enum(['electron', 'web']),
  platform: z.enum(['linux', 'macos', 'windows']),
  /** Every host the app may talk to, as a person should see it. */
  outboundHosts: z.array(z.string()),
});
export type AppInfo = z.infer<typeof AppInfo>;

/** In UTF-16 units; a table, a program or a drawing of an answer is smaller. */
export const savedTextMax = 2_000_000;

/** A text that somebody wants as a file. `name` is a suggestion and names no folder. */
export const TextFile = z.object({
  name: z.string().regex(/^[\p{L}\p{N}_-][\p{L}\p{N} ._-]{0,119}$/u),
  text: z.string().max(savedTextMax),
});
export type TextFile = z.infer<typeof TextFile>;

/** cancelled: nobody wanted it after all. page_saves: here the page itself does. not_written: the disk would not take it. */
export const SavedFile = z.enum(['saved', 'cancelled', 'page_saves', 'not_written']);
export type SavedFile = z.infer<typeof SavedFile>;

export const app = {
  info: oc.output(AppInfo),
  commands: oc.output(eventIterator(Command)),
  /** https, lightning and bitcoin links only, opened by the system; anything else is refused. */
  openExternal: oc
    .input(z.object({ url: z.string().max(4000) }))
    .output(z.object({ kind: z.enum(['opened', 'refused', 'page_opens']) })),
  /** Asks the person where to, and writes it there. */
  saveFile: oc.input(TextFile).output(z.object({ kind: SavedFile })),
};

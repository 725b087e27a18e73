// tallystick:// links as commands. Any program may open one, so only three exact shapes are heard.
import type { Command } from '../../preload/contract/app.ts';

export const deepLinkScheme = 'tallystick';

const shape =
  /^tallystick:\/\/(?:(?<place>buy|settings)|chat\/(?<chatId>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}))\/?$/i;

export function parseDeepLink(link: string): Command | null {
  const { place, chatId } = shape.exec(link)?.groups ?? {};
  if (chatId !== undefined) return { kind: 'open_chat', chatId: chatId.toLowerCase() };
  switch (place?.toLowerCase()) {
    case 'buy':
      return { kind: 'buy' };
    case 'settings':
      return { kind: 'settings' };
    default:
      return null;
  }
}

/** A browser that comes back from signing in; null: another link. Whether it is the awaited one, its state shows. */
export function signInReturn(link: string): string | null {
  return /^tallystick:\/\/callback\/?\?[\x21-\x7e]{1,7900}$/.test(link) ? link : null;
}

/** Windows and Linux hand a link over among the arguments of a second start. */
export function deepLinkIn(args: readonly string[]): Command | null {
  for (const arg of args) {
    const command = parseDeepLink(arg);
    if (command !== null) return command;
  }
  return null;
}

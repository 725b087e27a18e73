// What a tallystick:// link may say, and everything it may not.
import { describe, expect, it } from 'vitest';
import { deepLinkIn, parseDeepLink } from '../../src/main/electron/deep-link.ts';

const id = '0190a0de-7b6c-7c61-8000-000000000001';

describe('a deep link', () => {
  it('opens a chat, the shop or the settings', () => {
    expect(parseDeepLink(`tallystick://chat/${id}`)).toEqual({ kind: 'open_chat', chatId: id });
    expect(parseDeepLink(`TALLYSTICK://chat/${id.toUpperCase()}/`)).toEqual({ kind: 'open_chat', chatId: id });
    expect(parseDeepLink('tallystick://buy')).toEqual({ kind: 'buy' });
    expect(parseDeepLink('tallystick://settings/')).toEqual({ kind: 'settings' });
  });

  it.each([
    'tallystick://',
    'tallystick:buy',
    'tallystick://buy?x=1',
    'tallystick://buy#x',
    `tallystick://chat/${id}/more`,
    'tallystick://chat/1',
    'tallystick://chat/../buy',
    'tallystick://buy@evil',
    'https://buy',
    ' tallystick://buy',
    'tallystick://settings\n--inspect',
  ])('of any other shape is not heard: %j', (link) => {
    expect(parseDeepLink(link)).toBeNull();
  });

  it('is found among the arguments of a second start', () => {
    expect(deepLinkIn(['/usr/bin/tallystick', '--flag', 'tallystick://buy'])).toEqual({ kind: 'buy' });
    expect(deepLinkIn(['/usr/bin/tallystick', '--flag'])).toBeNull();
  });
});

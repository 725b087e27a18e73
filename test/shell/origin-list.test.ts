// Which addresses a list of origins lets through.
import { describe, expect, it } from 'vitest';
import { createOriginList } from '../../src/main/electron/origin-list.ts';

describe('a list of origins', () => {
  it.each([
    ['https://a.example/x', true],
    ['https://a.example:8443/x', false],
    ['http://a.example/', false],
    ['https://b.stripe.com/', true],
    ['https://b.c.stripe.com/', true],
    ['https://stripe.com/', false],
    ['https://evilstripe.com/', false],
    ['https://b.stripe.com.evil.example/', false],
    ['http://b.stripe.com/', false],
    ['https://b.stripe.com:8443/', false],
    ['not an address', false],
    ['javascript:alert(1)', false],
  ])('%s: %s', (url, isIn) => {
    expect(createOriginList(['https://a.example', 'https://*.stripe.com']).has(url)).toBe(isIn);
  });

  it('allows nothing for what is no origin', () => {
    const list = createOriginList(['https://a.example/path', '*', 'https://*', 'null', '']);
    for (const url of ['https://a.example/', 'https://x.example/', 'data:,x', 'about:blank'])
      expect([url, list.has(url)]).toEqual([url, false]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFormats } from '../../../server/words/formats.ts';
import { languages, readerOf } from '../../../server/words/language.ts';
import type { CheckoutTexts } from '../../../server/words/checkout/checkout-texts.ts';
import { checkoutTexts } from '../../../server/words/checkout/texts.ts';
import { type Companion, call, newToken, openOrder, startCompanion } from '../../support/companion.ts';

const read = (accept: string | undefined, named?: unknown) => readerOf({ named, accept });

describe('the reader’s language', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['it', 'it'],
    ['IT-it', 'it'],
    ['fr, de;q=0.4, it;q=0.5', 'it'],
    ['de;q=0.5,it;q=0.5', 'de'],
    ['fr-CH, fr;q=0.9, *;q=0.5', 'en'],
    ['*;q=0.1, zh;q=0', 'en'],
    ['en;q=0, *', 'it'],
    ['en;q=0', 'en'],
    ['zh-Hant-TW, en;q=0.1', 'zh'],
    ['de;q=0.001, it;q=1.000', 'it'],
    ['ja', 'en'],
  ])('of “%s” is %s', (accept, language) => {
    expect(read(accept).language).toBe(language);
  });

  it.each(['de;q=2', 'de;q=0.1234', 'de;q=-1', 'de;quality=1', 'd_e', 'de;q=', '😀'])(
    'is not read out of “%s”, which no browser may send',
    (part) => {
      expect(read(`${part}, it;q=0.1`).language).toBe('it');
    },
  );

  it('named in the address goes before what the browser likes, and a name that we do not speak does not', () => {
    expect(read('it', 'de').language).toBe('de');
    expect(read('it', 'zh-CN').language).toBe('zh');
    for (const nonsense of ['fr', '', 7, null, ['de', 'en'], '__proto__'])
      expect(read('it', nonsense).language).toBe('it');
  });

  it('brings the habits of its region for numbers, and none of another language’s', () => {
    expect(read('de-CH, en;q=0.5').tag).toBe('de-CH');
    expect(read('en-GB, it;q=0.5', 'it').tag).toBe('it');
    expect(read('zh-TW').tag).toBe('zh-Hans');
    expect(read('de-QQ').tag).toMatch(/^de/);
    expect(read(`${'x,'.repeat(5000)}de`).language).toBe('en');
  });

  it('writes money, credits, bitcoin and days', () => {
    const say = (tag: string) => {
      const { money, count, bitcoin, rate, day } = createFormats(tag);
      const said = [
        money(123_456, 'EUR'),
        count(12_345),
        bitcoin('0.00007800'),
        rate('64000', 'EUR'),
        day(1_770_000_000_000),
      ];
      return said.map((text) => text.replaceAll(/\s/g, ' '));
    };
    expect(say('en')).toEqual(['€1,234.56', '12,345', '0.000078 BTC', '€64,000.00', 'February 2, 2026']);
    expect(say('de')).toEqual(['1.234,56 €', '12.345', '0,000078 BTC', '64.000,00 €', '2. Februar 2026']);
    expect(say('it')).toEqual(['1234,56 €', '12.345', '0,000078 BTC', '64.000,00 €', '2 febbraio 2026']);
    expect(say('zh-Hans')).toEqual(['€1,234.56', '12,345', '0.000078 BTC', '€64,000.00', '2026年2月2日']);
  });

  it('leaves what is no number as it came', () => {
    const { bitcoin, rate } = createFormats('de');
    expect([bitcoin('soon'), bitcoin(''), rate('n/a', 'EUR')]).toEqual(['soon BTC', ' BTC', 'n/a']);
  });
});

describe('the texts', () => {
  const phrases = (table: unknown): readonly string[] => {
    if (typeof table === 'string') return [table];
    if (typeof table === 'function') return [String(table(2, '2'))];
    return Object.values(Object(table)).flatMap(phrases);
  };
  const every = (texts: CheckoutTexts) => phrases(texts);

  it('stand in each language, none of them empty or left in English', () => {
    const english = new Set(every(checkoutTexts.en));
    for (const language of languages) {
      const said = every(checkoutTexts[language]);
      expect(said).toHaveLength(every(checkoutTexts.en).length);
      expect(said.filter((text) => text.trim() === '')).toEqual([]);
      if (language === 'en') continue;
      // A name is the same everywhere, and a number with a unit may be.
      expect(said.filter((text) => english.has(text) && text !== 'Lightning')).toEqual([]);
    }
  });

  it('are of Chinese with full-width marks, except inside a formula or a name', () => {
    for (const text of every(checkoutTexts.zh))
      expect(text).not.toMatch(/[\u4e00-\u9fff][,.;:!?]|[,;!?][\u4e00-\u9fff]|\.\.\./);
  });

  it('of each state tell what to do next, or that nothing is to be done', () => {
    for (const language of languages)
      for (const { body } of Object.values(checkoutTexts[language].states)) expect(body.length).toBeGreaterThan(15);
  });
});

describe('the checkout page in other languages', () => {
  let server: Companion;
  beforeAll(async () => {
    server = await startCompanion();
  });
  afterAll(() => server.close());

  const open = async (query: string, accept: string) => {
    const { id } = await openOrder(server.url, newToken());
    const headers = { accept: 'text/html', 'accept-language': accept };
    return { id, ...(await call(server.url, `GET /checkout/${id}${query}`, { headers })) };
  };

  it('tells caches that it depends on the reader', async () => {
    const { headers } = await open('', 'de');
    expect(headers.get('vary')).toBe('Accept-Language');
  });

  it('tells caches what else it depends on, too', async () => {
    const choosy = await startCompanion({ CORS_ORIGINS: 'https://one.example,https://two.example' });
    const headers = { accept: 'text/html', origin: 'https://one.example' };
    const answer = await call(choosy.url, 'GET /checkout/7', { headers });
    await choosy.close();
    expect(answer.headers.get('vary')?.split(/,\s*/)).toEqual(['Origin', 'Accept-Language']);
  });

  it.each([
    ['de-CH, en;q=0.5', 'de', 'Credits kaufen'],
    ['it', 'it', 'Acquisto di crediti'],
    ['zh-CN,zh;q=0.9', 'zh-Hans', '购买点数'],
  ])('for “%s” says so and speaks it', async (accept, tag, title) => {
    const { body } = await open('', accept);
    expect(body).toContain(`<html lang="${tag}">`);
    expect(body).toContain(title);
  });

  it('can be had in each language by a link that keeps the order', async () => {
    const { id, body } = await open('', 'en');
    for (const language of languages) expect(body).toContain(`href="/checkout/${id}?lang=${language}"`);
    expect(body).toMatch(/lang="en"[^>]*aria-current="true"/);
  });

  it('keeps the language that was chosen over a press of a button, and names none that was not', async () => {
    const { id, body } = await open('?lang=it', 'de');
    expect(body).toContain(`action="/checkout/${id}/pay?lang=it"`);
    const pressed = await call(server.url, `POST /checkout/${id}/decline?lang=it`);
    expect(pressed.headers.get('location')).toBe(`/checkout/${id}?lang=it`);
    expect((await open('', 'de')).body).not.toMatch(/action="[^"]*lang=/);
  });

  it('of an unknown order speaks it too', async () => {
    const headers = { accept: 'text/html', 'accept-language': 'de' };
    const { status, body } = await call(server.url, 'GET /checkout/7?lang=fr', { headers });
    expect([status, body.includes('Diese Bestellung gibt es nicht')]).toEqual([404, true]);
    expect(body).toContain('href="/checkout/7?lang=it"');
  });

  it('stands up to any address', async () => {
    for (const query of [
      '?lang=it&lang=de',
      '?lang[]=it',
      '?back=done&back=x',
      '?way=%00',
      `?lang=${'x'.repeat(5000)}`,
    ])
      expect((await open(query, 'en')).status).toBe(200);
  });
});

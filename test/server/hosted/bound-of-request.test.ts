// What is held for a request is never less than it uses. The tokenizers tried are those that give the most tokens: one for each
// byte of what the model's template writes, and byte pair encodings of any merges, which never give more.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChatRequest } from '../../../server/contract/hosted/chat-request.ts';
import { usualBounds } from '../../../server/upstream/offer.ts';
import { boundOfRequest, type RequestBound } from '../../../server/usecases/hosted/bound-of-request.ts';
import { jsonBytesMost } from '../../../server/usecases/hosted/json-bytes.ts';
import { byteTokens, chatMl, llama3, pairTokens } from './tokenizers.ts';

const terms = { ...usualBounds, maxOutputTokens: 500, imageTokens: 1000, remoteImages: false };

function boundOf(request: unknown, own: Partial<typeof usualBounds> = {}): RequestBound {
  const bound = boundOfRequest(ChatRequest.parse(request), { ...terms, ...own });
  if (bound.kind === 'refused') throw new Error(JSON.stringify(bound));
  return bound;
}

const words = fc.string({ unit: 'binary', maxLength: 60 }).map((text) => text.toWellFormed());
const hardWords = fc.constantFrom(
  'ﷺ'.repeat(5),
  '𝅘𝅥𝅮'.repeat(4),
  '<|im_start|>system',
  '\u0958\u0959',
  '"\\"\n\t',
  "<>&'",
  'é'.repeat(9),
  '',
);
const text = fc.oneof(words, hardWords);
const name = fc.stringMatching(/^[a-z]{1,20}$/);
const json = fc.dictionary(name, fc.oneof(text, fc.integer(), fc.array(text, { maxLength: 3 })), { maxKeys: 4 });

const message = fc.oneof(
  fc.record({ role: fc.constantFrom('system', 'developer'), content: text }),
  fc.record({
    role: fc.constant('user'),
    content: fc.oneof(
      text,
      fc.array(
        text.map((one) => ({ type: 'text', text: one })),
        { minLength: 1, maxLength: 4 },
      ),
    ),
  }),
  fc.record({ role: fc.constant('assistant'), content: text }),
  fc.record({
    role: fc.constant('assistant'),
    content: fc.constant(null),
    tool_calls: fc.array(
      fc.record({
        id: name,
        type: fc.constant('function'),
        function: fc.record({
          name,
          arguments: fc.oneof(
            json.map((value) => JSON.stringify(value)),
            text,
          ),
        }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  }),
  fc.record({ role: fc.constant('tool'), content: text, tool_call_id: name }),
);

const request = fc.record(
  {
    model: fc.constant('m'),
    messages: fc.array(message, { minLength: 1, maxLength: 6 }),
    tools: fc.array(
      fc.record({ type: fc.constant('function'), function: fc.record({ name, description: text, parameters: json }) }),
      { maxLength: 3 },
    ),
  },
  { requiredKeys: ['model', 'messages'] },
);

describe('the bound of a request', () => {
  it.each([
    ['ChatML', chatMl],
    ['Llama 3', llama3],
  ])('is never below the tokens of %s’s template, though each byte of it were a token', (_name, template) => {
    fc.assert(
      fc.property(request, fc.constantFrom('NFC', 'NFKC', null), (asked, form) => {
        const written = template(ChatRequest.parse(asked), form);
        expect(boundOf(asked).promptTokens).toBeGreaterThanOrEqual(byteTokens(written));
      }),
      { numRuns: 500 },
    );
  });

  it('is above what byte pair encodings give, since none of them gives more tokens than bytes', () => {
    fc.assert(
      fc.property(text, fc.array(fc.tuple(fc.nat(400), fc.nat(400)), { maxLength: 60 }), (sample, merges) => {
        const tokens = pairTokens(sample, merges);
        expect(tokens).toBeLessThanOrEqual(Buffer.byteLength(sample));
        const { promptTokens } = boundOf({ model: 'm', messages: [{ role: 'user', content: sample }] });
        expect(promptTokens).toBeGreaterThanOrEqual(tokens);
      }),
    );
  });

  const promptOf = (content: string) => boundOf({ model: 'm', messages: [{ role: 'user', content }] }).promptTokens;
  const promptOfArguments = (json: string) => {
    const call = { id: 'c', type: 'function', function: { name: 'f', arguments: json } };
    return boundOf({ model: 'm', messages: [{ role: 'assistant', tool_calls: [call] }] }).promptTokens;
  };

  it('covers arguments however a template writes them: on lines of their own, escaped, with numbers in full', () => {
    const values = fc.jsonValue({ maxDepth: 6 });
    fc.assert(
      fc.property(values, (value) => {
        const pretty = JSON.stringify(value, null, 4).replaceAll(/[<>&'\u007f-\uffff]/g, '......');
        expect(jsonBytesMost(JSON.stringify(value))).toBeGreaterThanOrEqual(pretty.length);
      }),
    );
    const exponents = `[${Array(500).fill('1e20').join(',')}]`;
    expect(jsonBytesMost(exponents)).toBeGreaterThan(JSON.stringify(JSON.parse(exponents), null, 4).length);
  });

  it('counts arguments that are nested a hundred thousand levels deep without going into them level by level', () => {
    const levels = 100_000;
    // The indents alone, of each level on its way in and out.
    expect(promptOfArguments('['.repeat(levels) + ']'.repeat(levels))).toBeGreaterThan(4 * levels * (levels - 1));
  });

  it('takes very long texts for as long as any normal form can make them', () => {
    let longest = 0;
    for (let point = 0x80; point <= 0x10ffff; point += 1) {
      const sign = String.fromCodePoint(point);
      if (sign.isWellFormed())
        longest = Math.max(longest, Buffer.byteLength(sign.normalize('NFKC')) / Buffer.byteLength(sign));
    }
    expect(longest).toBe(11);
    const [some, many] = ['汉'.repeat(400_000), '汉'.repeat(600_000)];
    const empty = promptOf('');
    expect(promptOf(some) - empty).toBe(Buffer.byteLength(some));
    expect(promptOf(many) - empty).toBe(11 * Buffer.byteLength(many));
    expect(promptOf('a'.repeat(600_000)) - empty).toBe(600_000);
  });

  it('counts what a normal form makes of the text in JSON, too', () => {
    const long = 'ﷺ'.repeat(1_000);
    expect(promptOfArguments(JSON.stringify([long]))).toBeGreaterThan(Buffer.byteLength(long.normalize('NFKC')));
  });

  it('counts an image by the model’s number, and not by its bytes', () => {
    const ask = (url: string) => ({
      model: 'm',
      messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }],
    });
    const small = boundOf(ask('data:image/png;base64,AAAA'));
    expect(boundOf(ask(`data:image/png;base64,${'A'.repeat(100_000)}`))).toEqual(small);
    expect(small).toMatchObject({ images: 1 });
    expect(small.promptTokens - boundOf({ model: 'm', messages: [{ role: 'user', content: '' }] }).promptTokens).toBe(
      1000,
    );
  });

  it('refuses images where the model takes none, and addresses of images where it may not be sent to them', () => {
    const ask = (url: string) =>
      ChatRequest.parse({
        model: 'm',
        messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }],
      });
    const refused = (url: string, own: object) => boundOfRequest(ask(url), { ...terms, ...own });
    expect(refused('data:,', { imageTokens: null })).toMatchObject({ params: { reason: 'images_not_taken' } });
    expect(refused('http://169.254.169.254/', {})).toMatchObject({ params: { reason: 'image_not_embedded' } });
    expect(refused('file:///etc/passwd', {})).toMatchObject({ params: { reason: 'image_not_embedded' } });
    expect(refused('https://example.org/a.png', { remoteImages: true })).toMatchObject({ kind: 'bounded' });
  });

  it('of the output is the least of what was asked for, what the operator allows and what fits the window', () => {
    const ask = (own: object) => ({ model: 'm', messages: [{ role: 'user', content: '' }], ...own });
    expect(boundOf(ask({})).outputTokens).toBe(500);
    expect(boundOf(ask({ max_tokens: 7 })).outputTokens).toBe(7);
    expect(boundOf(ask({ max_tokens: 7, max_completion_tokens: 5 })).outputTokens).toBe(5);
    expect(boundOf(ask({ max_completion_tokens: 9999 })).outputTokens).toBe(500);
    expect(boundOf(ask({}), { contextLength: 300 })).toMatchObject({ promptTokens: 272, outputTokens: 300 });
    expect(boundOf(ask({ user: 'x'.repeat(200) })).promptTokens).toBe(272);
  });

  it('of a prompt is never more than the window of the model', () => {
    const long = { model: 'm', messages: [{ role: 'user', content: 'a'.repeat(5000) }] };
    expect(boundOf(long, { contextLength: 1000 }).promptTokens).toBe(1000);
  });
});

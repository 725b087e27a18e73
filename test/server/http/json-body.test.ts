import { assert, jsonValue, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BodyUnreadable, readJsonBody } from '../../../server/http/json-body.ts';

const read = (text: string, isKept = true) => readJsonBody(Buffer.from(text), { isKept });

describe('a body', () => {
  it('means what JSON.parse says it means', () => {
    assert(
      property(
        jsonValue({ maxDepth: 4 }).filter((value) => !/__proto__|u0000/.test(JSON.stringify(value))),
        (value) => {
          expect(read(JSON.stringify(value, null, 2))).toEqual(JSON.parse(JSON.stringify(value)));
        },
      ),
    );
  });

  it('may be empty', () => {
    expect(read('')).toBeUndefined();
  });

  it('is refused when a key comes twice in one object, also when it is written differently', () => {
    for (const text of [
      '{"a":1,"a":2}',
      '{"a":1, "b":{}, "\\u0061" : 2}',
      '{"x":[{"a":1,"a":1}]}',
      '{"a\\"":1,"a\\"":2}',
    ])
      expect(() => read(text)).toThrow('field_repeated');
  });

  it('may use one key in several objects, and a key as a value', () => {
    expect(read('{"a":{"a":"a","b":["a","a"]},"b":"a:{"}')).toEqual({ a: { a: 'a', b: ['a', 'a'] }, b: 'a:{' });
  });

  it('is refused when it is no JSON, no UTF-8, or aims at the prototype', () => {
    for (const text of ['{', '{"a":1}x', '{a:1}', '{"__proto__":{}}', '{"\\u005f_proto__":{}}'])
      expect(() => read(text)).toThrow(BodyUnreadable);
    expect(() => readJsonBody(Buffer.from([0x22, 0xff, 0x22]), { isKept: false })).toThrow('not_utf8');
    // A byte order mark, which some parsers drop and others do not.
    expect(() => readJsonBody(Buffer.from([0xef, 0xbb, 0xbf, 0x31]), { isKept: false })).toThrow(BodyUnreadable);
  });

  it('is refused when it holds half a character, as a value or as a key, and may hold whole ones', () => {
    for (const text of ['"x\\ud800"', '"\\uDBFFx"', '"\\udc00\\ud800"', '{"ref":["\\udfff"]}', '{"a\\ud800":1}'])
      expect(() => read(text)).toThrow('half_character');
    expect(read('{"\\ud83d\\ude00":"\\uD83D\\uDE00 😀 \\\\ud800"}')).toEqual({ '😀': '😀 😀 \\ud800' });
  });

  it('is refused when it holds a NUL character and something of it is kept', () => {
    for (const text of ['"\\u0000"', '{"model":"a\\u0000b"}', '{"\\u0000":1}', '"\\\\\\u0000"'])
      expect(() => read(text)).toThrow('nul_character');
    expect(read('["\\\\u0000", "u0000"]')).toEqual(['\\u0000', 'u0000']);
    expect(read('"a\\u0000"', false)).toBe('a\0');
  });

  it('may be 200 levels deep, and is refused beyond that before anything goes into it level by level', () => {
    const nested = (levels: number) => '[{"a":'.repeat(levels / 2) + '1' + '}]'.repeat(levels / 2);
    expect(() => read(nested(200))).not.toThrow();
    for (const levels of [202, 30_000, 2_000_000]) expect(() => read(nested(levels))).toThrow('too_deep');
    expect(() => read(`[${'[],{},'.repeat(1_000)}1]`)).not.toThrow();
  });
});

// Streams as services send them, and worse, for properties.
import fc from 'fast-check';

const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_764_000_000, model: 'm' };

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(
    '',
    ' ',
    '\n',
    '"',
    '\\',
    'é',
    '漢字',
    '😀',
    '\u2028',
    '\uD800',
    '"content":"',
    '{"content":"x"}',
    '\\"',
  ),
);

const delta = fc.oneof(
  text.map((content) => ({ content })),
  text.map((content) => ({ content })),
  text.map((part) => ({ reasoning_content: part })),
  text.map((part) => ({ reasoning: part, reasoning_content: part })),
  text.map((refusal) => ({ refusal, content: null })),
  fc.tuple(text, text).map(([content, part]) => ({ content, reasoning_content: part })),
  text.map((part) => ({ tool_calls: [{ index: 0, function: { arguments: part } }] })),
  fc.constantFrom({}, { role: 'assistant', content: '' }),
);

const figure = fc.oneof(fc.nat(500), fc.constantFrom(-1, 1.5, 1e12, '7', null));
const usage = fc.record({
  prompt_tokens: figure,
  completion_tokens: figure,
  completion_tokens_details: fc.constantFrom(undefined, { reasoning_tokens: 2 }),
});

const chunk = fc.oneof(
  {
    weight: 8,
    arbitrary: delta.map((said) => ({ ...head, choices: [{ index: 0, delta: said, finish_reason: null }] })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(delta, usage).map(([said, used]) => ({ ...head, choices: [{ delta: said }], usage: used })),
  },
  { weight: 1, arbitrary: delta.map((said) => ({ ...head, choices: [{ index: 0, delta: said }], usage: null })) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('stop', 'length')
      .map((reason) => ({ ...head, choices: [{ delta: {}, finish_reason: reason }] })),
  },
  { weight: 1, arbitrary: usage.map((used) => ({ ...head, choices: [], usage: used })) },
);

/** What no parser should take, or parsers take differently. */
const oddData = fc.constantFrom(
  '{"choices":[{"delta":{"content":"a"}}]',
  '{"choices":[{"delta":{"content":"a\u0001"}}]}',
  '{"choices":[],"usage":{"prompt_tokens":1,"prompt_tokens":2,"completion_tokens":3}}',
  '{"choices":[],"usage":null,"usage":{"prompt_tokens":1,"completion_tokens":3}}',
  '{"choices":[{"delta":{"content":"a"}}],"u\\u0073age":null,"usage":null}',
  '{"error":{"message":"no more"}}',
  '[1]',
  '7',
  '',
  'nonsense',
);

/** Half of the chunks are written as Python writes JSON. */
const json = fc
  .tuple(chunk, fc.boolean())
  .map(([value, isSpaced]) => (isSpaced ? spaced(value) : JSON.stringify(value)));

function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}: ${spaced(member)}`).join(', ')}}`;
}

const lineEnd = fc.constantFrom('\n', '\n', '\n', '\r\n');

const block = fc.tuple(
  fc.oneof(
    { weight: 12, arbitrary: json.map((data) => [`data: ${data}`]) },
    { weight: 2, arbitrary: json.map((data) => [`data:${data}`]) },
    { weight: 1, arbitrary: json.map((data) => ['event: message', `data: ${data}`, 'id: 7']) },
    { weight: 1, arbitrary: json.map((data) => [`data: ${data.slice(0, 1)}`, `data: ${data.slice(1)}`]) },
    { weight: 1, arbitrary: fc.constantFrom([': waiting'], ['retry: 5'], [': {"error":1}'], []) },
  ),
  lineEnd,
);

const oddBlock = fc.tuple(
  fc.oneof(
    oddData.map((data) => [`data: ${data}`]),
    fc.constantFrom(['data: {"choices"\r:[]}'], ['data'], ['\uFEFFdata: {"choices":[]}']),
  ),
  lineEnd,
);

function bytesOf(blocks: readonly (readonly [readonly string[], string])[]): Buffer {
  return Buffer.from(blocks.map(([lines, end]) => `${[...lines, ''].join(end)}${end}`).join(''));
}

/** Events of every kind that can be read, and then [DONE] or nothing. */
export const soundStream = fc
  .tuple(fc.array(block, { maxLength: 20 }), fc.boolean())
  .map(([blocks, isDone]) => bytesOf(isDone ? [...blocks, [['data: [DONE]'], '\n']] : blocks));

/** Somewhere in it stands what cannot be read, or bytes were changed. */
export const oddStream = fc
  .tuple(fc.array(block, { maxLength: 8 }), oddBlock, fc.array(block, { maxLength: 4 }))
  .map(([before, odd, after]) => bytesOf([...before, odd, ...after, [['data: [DONE]'], '\n']]));

export const changedStream = fc
  .tuple(soundStream, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }))
  .map(([bytes, changes]) => {
    const changed = Buffer.from(bytes);
    for (const [at, byte] of changes) if (changed.length > 0) changed[at % changed.length] = byte;
    return changed;
  });

/** Where the network cuts. */
export const cuts = fc.array(fc.nat(), { maxLength: 12 });

export function cutAt(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const at = [...new Set(places.map((place) => (bytes.length === 0 ? 0 : place % bytes.length)))].sort((a, b) => a - b);
  return [...at, bytes.length].map((to, index) => bytes.subarray(index === 0 ? 0 : at[index - 1], to));
}

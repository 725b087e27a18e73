// One answer as it will go: what the upstream does, what the client does, and what becomes of the server meanwhile.
import * as fc from 'fast-check';
import {
  badGateway,
  badRequest,
  broken,
  falseUsage,
  modelNotFound,
  redirect,
  tooMany,
  wrongKey,
  type Answer,
  type Behaviour,
  type Ending,
  type Piece,
} from '../../../../support/fake-upstream/behaviour.ts';

export type Script = {
  readonly isStream: boolean;
  readonly asksForUsage: boolean;
  readonly upstream: Behaviour;
  readonly client: ClientPlay;
};

/** `pieces`: how many of the upstream's pieces the client has seen by then; 0: not even the head. */
export type ClientPlay =
  | { readonly kind: 'reads' }
  | { readonly kind: 'leaves'; readonly pieces: number }
  | { readonly kind: 'server_stops'; readonly pieces: number }
  | { readonly kind: 'server_killed'; readonly pieces: number }
  /** As soon as so many bytes of the answer have come, without any piece being kept back. */
  | { readonly kind: 'server_killed_anywhere'; readonly bytes: number };

const words = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom('Every ', 'mark', ' counts.', '"quoted\\"\n', '¼ ', '計数', '🧮', '\u2028', ''),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.constant('x'.repeat(5_000)) },
);

const piece: fc.Arbitrary<Piece> = fc.oneof(
  { weight: 6, arbitrary: words.map((text): Piece => ({ kind: 'text', text })) },
  { weight: 2, arbitrary: words.map((text): Piece => ({ kind: 'thought', text })) },
  { weight: 1, arbitrary: words.map((text): Piece => ({ kind: 'refusal', text })) },
  {
    weight: 1,
    arbitrary: words.map((text): Piece => ({ kind: 'tool', index: 0, id: 'call', name: 'count', arguments: text })),
  },
  { weight: 1, arbitrary: fc.constant<Piece>({ kind: 'comment', text: 'still working' }) },
);

const trueEnough = ['{"prompt_tokens":12,"completion_tokens":7,"total_tokens":19}'];
/** More than any hold covers, and still what a model could read and write. */
const aboveHold = '{"prompt_tokens":50000,"completion_tokens":5000000,"total_tokens":5050000}';
const noCompletion = '{"prompt_tokens":12,"completion_tokens":0,"total_tokens":12}';

const usage = fc.record(
  {
    when: fc.constantFrom('as_asked', 'last', 'with_finish', 'every', 'twice', 'never'),
    json: fc.constantFrom(...trueEnough, aboveHold, noCompletion, ...Object.values(falseUsage)),
  },
  { requiredKeys: ['when'] },
);

const ending: fc.Arbitrary<Ending> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<Ending>({ kind: 'done' }, { kind: 'done', reason: 'length' }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Ending>(
      { kind: 'undone' },
      { kind: 'missing' },
      { kind: 'cut' },
      { kind: 'error', message: 'The model ran out of memory.' },
      { kind: 'bytes', bytes: 'data: {"choices":[{"delta":{"content":"' },
      { kind: 'bytes', bytes: 'data: not json\n\n' },
    ),
  },
);

const answers: fc.Arbitrary<Answer> = fc.record(
  {
    kind: fc.constant('answer' as const),
    pieces: fc.array(piece, { minLength: 1, maxLength: 6 }),
    ending,
    usage,
    sliceBytes: fc.constantFrom(1, 7, 1_000),
    lineEnd: fc.constantFrom('\n', '\r\n'),
    encoding: fc.constantFrom('gzip', 'br'),
  },
  { requiredKeys: ['kind', 'pieces'] },
);

const refusals = fc.constantFrom<Behaviour>(
  badRequest,
  wrongKey,
  modelNotFound,
  tooMany(1),
  broken,
  badGateway,
  redirect('http://127.0.0.1:1/v1/chat/completions'),
  { kind: 'cut' },
);

const somePieces = fc.nat({ max: 4 });

/** Answers that are read to their end, however that is. */
export const readScripts: fc.Arbitrary<Script> = fc.oneof(
  { weight: 1, arbitrary: scriptOf(refusals, fc.constant({ kind: 'reads' })) },
  { weight: 4, arbitrary: scriptOf(fc.oneof(answers, cutAnywhere()), fc.constant({ kind: 'reads' })) },
  {
    weight: 1,
    arbitrary: scriptOf(
      answers.map(quick),
      somePieces.map((pieces) => ({ kind: 'leaves', pieces })),
    ),
  },
);

/** Clients that leave before anything has come: rare among the others. */
export const earlyLeaves: fc.Arbitrary<Script> = scriptOf(
  answers.map(quick),
  fc.constant({ kind: 'leaves', pieces: 0 }),
);

/** Answers in the middle of which the server is stopped or killed. */
export const killScripts: fc.Arbitrary<Script> = scriptOf(
  answers.map(quick),
  fc.oneof(
    fc.record({ kind: fc.constantFrom('server_stops', 'server_killed'), pieces: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ kind: fc.constant('server_killed_anywhere' as const), bytes: fc.integer({ min: 1, max: 3_000 }) }),
  ),
).map((script) => ({ ...script, isStream: true }));

function scriptOf(upstream: fc.Arbitrary<Behaviour>, client: fc.Arbitrary<ClientPlay>): fc.Arbitrary<Script> {
  return (
    fc
      .record({ isStream: fc.boolean(), asksForUsage: fc.boolean(), upstream, client })
      // Where it breaks off anywhere, the use may have come or not: only who asks for it sees which.
      .map((script) => ({
        ...script,
        asksForUsage: script.asksForUsage || breaksAnywhere(script.upstream),
        // A whole answer has no middle in which to leave.
        isStream: script.isStream || ('pieces' in script.client && script.client.pieces > 0),
      }))
  );
}

function breaksAnywhere(behaviour: Behaviour): boolean {
  return behaviour.kind === 'answer' && behaviour.breaks !== undefined;
}

function cutAnywhere(): fc.Arbitrary<Answer> {
  const breaks = fc.record({ afterBytes: fc.nat({ max: 2_000 }), how: fc.constantFrom('cut', 'end') });
  return fc.tuple(answers, breaks).map(([answer, some]) => ({ ...answer, breaks: some }));
}

/** Nothing that holds pieces back but the gate. */
function quick({ sliceBytes: _slices, encoding: _encoding, ...answer }: Answer): Answer {
  return answer;
}

// Which venue answers, and when one's own Ollama answers in place of the operator.
import { expect, test } from 'vitest';
import type { AnswerRequest, GeneratePart, Generator } from '../../src/main/core/ports.ts';
import { createVenues, type Venues } from '../../src/main/core/venues.ts';
import { firstOllama, OllamaId, RunId } from '../../src/preload/contract/ids.ts';
import type { Refusal } from '../../src/preload/contract/failure.ts';

const request: AnswerRequest = {
  runId: RunId.parse('01890000-0000-7000-8000-000000000001'),
  venue: 'hosted',
  ollama: firstOllama,
  model: 'big',
  turns: [{ role: 'user', text: 'Why?' }],
};

const ollama = { id: OllamaId.parse('second'), name: 'Workshop' };

function dayIsOver(params: Extract<Refusal, { problem: string }>['params']): Refusal {
  return { code: 'daily_limit_reached', problem: 'daily_limit_reached', params, detail: null, retryAt: null };
}

const saying = (...parts: GeneratePart[]): Generator => ({
  async *generate() {
    yield* parts;
  },
});
const own: Generator = {
  async *generate({ model }) {
    yield { kind: 'text', text: `${model} here` };
    yield { kind: 'ended', reason: 'stop', counts: null };
  },
};

async function ask(venues: Partial<Venues>, asked = request): Promise<readonly GeneratePart[]> {
  const ownModel: Venues['ownModel'] = async () => ({ name: 'gemma3', place: 'this_computer', ollama });

  const answerer = createVenues({ own, ownModel, hosted: saying(), ...venues });
  const parts: GeneratePart[] = [];
  for await (const part of answerer.generate(asked, new AbortController().signal)) parts.push(part);
  return parts;
}

test('each venue answers what it is asked', async () => {
  const hosted = saying({ kind: 'text', text: 'there' });
  expect(await ask({ hosted })).toEqual([{ kind: 'text', text: 'there' }]);
  expect((await ask({ hosted }, { ...request, venue: 'local' }))[0]).toEqual({ kind: 'text', text: 'big here' });
});

test('a plan whose day is over and that names one’s own Ollama is answered by it, and the answer says so', async () => {
  const hosted = saying({ kind: 'refused', refusal: dayIsOver({ degrade_to: 'local' }) });
  expect(await ask({ hosted })).toEqual([
    { kind: 'made', model: 'gemma3', place: 'this_computer', ollama, notes: [{ kind: 'own_model', asked: 'big' }] },
    { kind: 'text', text: 'gemma3 here' },
    { kind: 'ended', reason: 'stop', counts: null },
  ]);
});

test('any other no stays a no, and so does this one where there is no model of one’s own', async () => {
  const no = { kind: 'refused', refusal: dayIsOver({}) } as const;
  expect(await ask({ hosted: saying(no) })).toEqual([no]);
  const forHere = { kind: 'refused', refusal: dayIsOver({ degrade_to: 'local' }) } as const;
  expect(await ask({ hosted: saying(forHere), ownModel: async () => null })).toEqual([forHere]);
});

test('in the place of the operator one’s own model is offered no tools, and takes over no answer that has called some', async () => {
  const forHere = { kind: 'refused', refusal: dayIsOver({ degrade_to: 'local' }) } as const;
  const seen: unknown[] = [];
  const watching: Generator = {
    async *generate(asked, signal) {
      seen.push(asked.tools);
      yield* own.generate(asked, signal);
    },
  };
  const offered = [{ name: 'read', description: '', inputSchema: { type: 'object' } }];
  await ask({ hosted: saying(forHere), own: watching }, { ...request, tools: { offered, rounds: [] } });
  expect(seen).toEqual([undefined]);
  const rounds = [
    { text: '', thinking: '', calls: [{ name: 'read', input: {} }], results: [{ text: 'a', images: [] }] },
  ];
  expect(await ask({ hosted: saying(forHere), own: watching }, { ...request, tools: { offered, rounds } })).toEqual([
    forHere,
  ]);
  expect(seen).toHaveLength(1);
});

// What models are like is asked once for a while, and again where nobody could say.
import { expect, test } from 'vitest';
import { firstOllama } from '../../../src/preload/contract/ids.ts';
import type { ModelDetails } from '../../../src/preload/contract/models.ts';
import { createDetailsBook, detailsMs } from '../../../src/renderer/rpc/model-details.ts';

const model = { ollama: firstOllama, name: 'gemma3:270m' };
const failure = { code: 'ollama_unreachable', detail: null, canRetry: true } as const;

function openBook() {
  const asked: string[] = [];
  const time = { now: 0 };
  let contextLength: number | null = 8_192;
  const show = async ({ name }: { readonly name: string }) => {
    asked.push(name);
    return contextLength === null
      ? { kind: 'failed' as const, failure }
      : { kind: 'ok' as const, details: detailsOf(name, contextLength) };
  };
  const book = createDetailsBook(show, { now: () => time.now });
  const heard = (): Promise<void> =>
    new Promise((resolve) => {
      const stop = book.subscribe(() => {
        stop();
        resolve();
      });
    });
  return {
    book,
    asked,
    time,
    answer: (length: number | null) => {
      contextLength = length;
    },
    /** Resolves once the answer is there. */
    want: async (): Promise<void> => {
      const told = heard();
      book.want(model);
      await told;
    },
  };
}

function detailsOf(name: string, contextLength: number): ModelDetails {
  const nothing = { license: null, template: null, parameters: null, system: null, bytesPerToken: null };
  const figures = { temperature: null, topP: null, topK: null, minP: null, repeatPenalty: null, seed: null };
  const defaults = { ...figures, numCtx: null, numPredict: null, stop: [], systemPrompt: null };
  return { name, contextLength, capabilities: [], thinkLevels: [], defaults, ...nothing };
}

test('a model is asked about once for all who want to know within a minute, and again after that', async () => {
  const { book, asked, time, answer, want } = openBook();
  expect(book.current(model)).toBeNull();
  await want();
  expect(book.current(model)).toMatchObject({ contextLength: 8_192 });
  time.now = detailsMs - 1;
  book.want(model);
  expect(asked).toHaveLength(1);
  time.now = detailsMs;
  answer(4_096);
  await want();
  expect(asked).toHaveLength(2);
  expect(book.current(model)).toMatchObject({ contextLength: 4_096 });
});

test('what is known stays in sight while it is asked for again', async () => {
  const { book, time, want } = openBook();
  await want();
  time.now = detailsMs;
  const again = want();
  expect(book.current(model)).toMatchObject({ contextLength: 8_192 });
  await again;
});

test('where the answer was no, whoever looks next asks again', async () => {
  const { book, asked, answer, want } = openBook();
  answer(null);
  await want();
  expect(book.current(model)).toBeNull();
  answer(2_048);
  await want();
  expect(asked).toHaveLength(2);
  expect(book.current(model)).toMatchObject({ contextLength: 2_048 });
});

// The built-in demo: honest, complete, stoppable, and usable without Ollama.
import { firstOllama } from '../../../src/preload/contract/ids.ts';
import { describe, expect, it } from 'vitest';
import type { GeneratePart } from '../../../src/main/core/ports.ts';
import { demoModelName } from '../../../src/preload/contract/demo-model.ts';
import { openModels, textOf } from './ollama-bench.ts';

function start(question: string, signal = new AbortController().signal) {
  const { models, clock } = openModels('http://127.0.0.1:9');
  const parts: GeneratePart[] = [];
  const done = (async () => {
    for await (const part of models.generator.generate(
      { ollama: firstOllama, model: demoModelName, turns: [{ role: 'user', text: question }] },
      signal,
    ))
      parts.push(part);
  })();
  return { parts, clock, done };
}

describe('the demo model', () => {
  it('says that it is none, quotes the person, and shows a heading, a list and code', async () => {
    const { parts, clock, done } = start('What is\na tally?');
    await Promise.all([done, clock.advance(60_000)]);
    const text = textOf(parts);
    expect(text).toContain('not a language model');
    expect(text).toContain('> What is\n> a tally?');
    expect(text).toMatch(/^## /m);
    expect(text).toMatch(/^- /m);
    expect(text).toMatch(/```ts\n[\s\S]+\n```/);
  });

  it('comes word by word and ends with its counts', async () => {
    const { parts, clock, done } = start('two words');
    await Promise.all([done, clock.advance(60_000)]);
    expect(parts.length).toBeGreaterThan(50);
    expect(parts.at(-1)).toMatchObject({
      kind: 'ended',
      reason: 'stop',
      counts: { promptTokens: 2, completionTokens: parts.length - 1 },
    });
  });

  it('stops at once, in the middle of a pause', async () => {
    const stop = new AbortController();
    const reason = new Error('stopped');
    const { parts, clock, done } = start('x', stop.signal);
    await clock.advance(100);
    stop.abort(reason);
    await expect(done).rejects.toBe(reason);
    expect(parts.length).toBeGreaterThan(0);
    expect(clock.waiting()).toBe(0);
  });
});

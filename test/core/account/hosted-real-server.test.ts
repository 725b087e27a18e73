// Hosted answers over the real companion server and a stand-in for the service behind it: what the ledger says is what the app shows.
import { randomUUID } from 'node:crypto';
import { call } from '@orpc/server';
import { expect, onTestFinished, test } from 'vitest';
import { OrderId } from '../../../server/contract/orders/orders.ts';
import { CodedFailure } from '../../../src/main/core/coded-failure.ts';
import type { GeneratePart, ToolRound } from '../../../src/main/core/ports.ts';
import { firstOllama, RunId } from '../../../src/preload/contract/ids.ts';
import { startCompanion } from '../../support/companion.ts';
import { answer, answerOf, badRequest, inTurn, toolCall } from '../../support/fake-upstream/behaviour.ts';
import { startFakeUpstream } from '../../support/fake-upstream/fake-upstream.ts';
import { buildRig, eventually } from './rig.ts';

const hostedPrice = {
  id: 'hosted',
  models: '*',
  venue: 'hosted',
  per_input_token_microcredits: 100,
  per_output_token_microcredits: 1_000,
};
const usage = { promptTokens: 1, completionTokens: 1, durationMs: 1 };
const released = { kind: 'release', reason: 'failed' } as const;

async function realRig() {
  const upstream = await startFakeUpstream();
  const models = [{ id: 'fake-large', max_output_tokens: 500 }];
  const companion = await startCompanion({
    UPSTREAMS: JSON.stringify([{ name: 'gpu', kind: 'openai', base_url: upstream.url, models }]),
    PRICE_RULES: JSON.stringify([hostedPrice]),
  });
  onTestFinished(() => upstream.stop());
  const rig = buildRig({ origin: companion.url, stop: async () => await companion.close() });
  const { link } = await rig.until((state) => state.link.kind === 'online' && state.credits.mode === 'free');
  const packId = link.kind === 'online' ? (link.config.packs[0]?.id ?? '') : '';
  await call(rig.account().router.buy, { orderId: OrderId.parse(randomUUID()), packId, provider: 'sandbox' });
  await fetch(`${rig.shell.opened[0]}/pay`, { method: 'POST', redirect: 'manual' });
  const { credits } = await rig.until((state) => state.credits.mode === 'pro');
  return { rig, upstream, bought: credits.proMicrocredits };
}

type RealRig = Awaited<ReturnType<typeof realRig>>;

function ask({ rig }: RealRig, model = 'fake-large', signal = AbortSignal.timeout(60_000)) {
  const runId = RunId.parse(randomUUID());
  const parts: GeneratePart[] = [];
  const request = {
    runId,
    venue: 'hosted',
    ollama: firstOllama,
    model,
    turns: [{ role: 'user', text: 'Why?' }],
  } as const;
  const read = async (): Promise<unknown> => {
    for await (const part of rig.account().hosted.generate(request, signal)) parts.push(part);
    return null;
  };
  return {
    runId,
    parts,
    ended: read().catch((error: unknown) => (error instanceof CodedFailure ? error.failure.code : error)),
  };
}

/** Of the table of what is owed, once the server has been heard. */
async function priceOf({ rig }: RealRig, runId: RunId): Promise<number> {
  const charge = await rig.account().meter.settle(runId);
  if (charge.kind !== 'unsettled') return charge.kind === 'captured' ? charge.microcredits : 0;
  const told = Promise.withResolvers<number>();
  rig.account().meter.onSettled((id, price) => {
    if (id === runId) told.resolve(price.kind === 'captured' ? price.microcredits : 0);
  });
  await eventually(
    () => rig.state().unsettledRuns === 0,
    () => rig.clock.advance(500),
  );
  return await told.promise;
}

const textOf = (parts: readonly GeneratePart[]): string =>
  parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');

test('a whole answer costs what the upstream reported, and that is what the wallet has less', async () => {
  const real = await realRig();
  real.upstream.setBehaviour(
    answerOf(
      [
        { kind: 'thought', text: 'Hm' },
        { kind: 'text', text: 'Every mark counts.' },
      ],
      { usage: { json: '{"prompt_tokens":20,"completion_tokens":30,"total_tokens":50}' } },
    ),
  );
  const asked = ask(real);
  expect(await asked.ended).toBeNull();
  expect(asked.parts).toEqual([
    { kind: 'thinking', text: 'Hm' },
    { kind: 'text', text: 'Every mark counts.' },
    { kind: 'ended', reason: 'stop', counts: expect.objectContaining({ promptTokens: 20, completionTokens: 30 }) },
  ]);
  const { rig, bought } = real;
  expect(rig.account().meter.end(asked.runId, { kind: 'capture', usage, outcome: 'completed' })).toEqual({
    kind: 'captured',
    source: 'pro',
    microcredits: 32_000,
  });
  await rig.until((state) => state.credits.proMicrocredits === bought - 32_000);
});

test('the models are offered with the price of a short answer', async () => {
  const { rig } = await realRig();
  const stop = AbortSignal.timeout(60_000);
  for await (const state of rig.account().hosted.state.watch(stop)) {
    if (state.models.length === 0) continue;
    expect(state).toMatchObject({
      isReachable: true,
      models: [{ name: 'fake-large', shortAnswerMicrocredits: 350_000 }],
    });
    return;
  }
  expect.unreachable('No model was ever offered');
});

test('an answer that the upstream cuts keeps its words, and costs what was passed on', async () => {
  const real = await realRig();
  real.upstream.setBehaviour(answer(['Half ', 'of it'], { ending: { kind: 'cut' } }));
  const asked = ask(real);
  expect(await asked.ended).toBe('hosted_cut');
  expect(textOf(asked.parts)).toBe('Half of it');
  const { rig, bought } = real;
  rig.account().meter.end(asked.runId, released);
  const price = await priceOf(real, asked.runId);
  expect(price).toBeGreaterThan(0);
  await rig.until((state) => state.credits.proMicrocredits === bought - price);
});

test('an answer that was stopped lets go of the upstream, and its price is known soon after', async () => {
  const real = await realRig();
  real.upstream.setBehaviour(answer(['On and on '], { ending: { kind: 'never' }, paceMs: 5 }));
  const stop = new AbortController();
  const came = real.upstream.next('/chat/completions');
  const asked = ask(real, 'fake-large', stop.signal);
  const upstream = await came;
  await eventually(() => asked.parts.length > 2);
  stop.abort();
  await asked.ended;
  const { rig, bought } = real;
  rig.account().meter.end(asked.runId, { kind: 'capture', usage, outcome: 'stopped' });
  expect(await upstream.end).toMatchObject({ kind: 'broken_off' });
  const price = await priceOf(real, asked.runId);
  expect(price).toBeGreaterThan(0);
  await rig.until((state) => state.credits.proMicrocredits === bought - price);
});

test('a request that the upstream refuses costs nothing, and a model that is not offered is a card', async () => {
  const real = await realRig();
  real.upstream.setBehaviour(badRequest);
  const refused = ask(real);
  expect(await refused.ended).toBe('hosted_refused');
  const { rig, bought } = real;
  rig.account().meter.end(refused.runId, released);
  expect(await priceOf(real, refused.runId)).toBe(0);
  const unknown = ask(real, 'gone');
  expect(await unknown.ended).toBeNull();
  expect(unknown.parts).toMatchObject([{ kind: 'refused', refusal: { problem: 'model_not_offered' } }]);
  await rig.until((state) => state.credits.proMicrocredits === bought);
});

test('after a restart in the middle of an answer its price is learnt from the server', async () => {
  const real = await realRig();
  real.upstream.setBehaviour(answer(['On and on '], { ending: { kind: 'never' }, paceMs: 5 }));
  const asked = ask(real);
  await eventually(() => asked.parts.length > 2);
  const { rig } = real;
  await rig.close();
  await asked.ended;
  rig.open();
  await rig.until((state) => state.link.kind === 'online');
  rig.account().meter.end(asked.runId, { kind: 'capture', usage, outcome: 'interrupted' });
  expect(await priceOf(real, asked.runId)).toBeGreaterThan(0);
});

test('a model that calls a tool is asked on, and the wallet has less what both rounds cost', async () => {
  const real = await realRig();
  const tokens = (prompt: number, completion: number) => ({
    usage: {
      json: JSON.stringify({ prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion }),
    },
  });
  const parts = ['{"pa', 'th":"', 'a"}'];
  real.upstream.setBehaviour(
    inTurn(
      answerOf(toolCall({ id: 'call_x', name: 'files__read', argumentParts: parts }), {
        ...tokens(20, 30),
        ending: { kind: 'done', reason: 'tool_calls' },
        sliceBytes: 7,
      }),
      answer(['It says b.'], tokens(60, 10)),
    ),
  );
  const { rig, bought } = real;
  const offered = [{ name: 'files__read', description: 'Reads', inputSchema: { type: 'object' } }];
  const runId = RunId.parse(randomUUID());
  const round = async (rounds: readonly ToolRound[]): Promise<GeneratePart[]> => {
    const request = {
      runId,
      venue: 'hosted',
      ollama: firstOllama,
      model: 'fake-large',
      tools: { offered, rounds },
    } as const;
    const all: GeneratePart[] = [];
    const asked = rig
      .account()
      .hosted.generate({ ...request, turns: [{ role: 'user', text: 'Why?' }] }, AbortSignal.timeout(60_000));
    for await (const part of asked) all.push(part);
    return all;
  };
  const calls = [{ name: 'files__read', input: { path: 'a' } }];
  expect(await round([])).toContainEqual({ kind: 'calls', calls });
  const said = await round([{ text: '', thinking: '', calls, results: [{ text: 'b', images: [] }] }]);
  expect(textOf(said)).toBe('It says b.');
  const price = 20 * 100 + 30 * 1_000 + 60 * 100 + 10 * 1_000;
  rig.account().meter.end(runId, { kind: 'capture', usage, outcome: 'completed' });
  expect(await priceOf(real, runId)).toBe(price);
  await rig.until((state) => state.credits.proMicrocredits === bought - price);
});

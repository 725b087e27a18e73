// The app's time to first token and its pace beside a raw request to the same Ollama, one after the other in the same run.
import { Agent, request } from 'undici';
import type { Bench } from '../../scripts/bench.ts';
import { newChatId, newMessageId, newRunId } from '../../src/renderer/rpc/new-id.ts';
import { openAppClient, type AppClient } from './parts/app-client.ts';
import { model, withAppStack } from './parts/app-stack.ts';
import { quantile, round2, round3 } from './parts/figures.ts';
import { textParts } from '../../src/preload/contract/parts.ts';

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 40);
const longRounds = Math.max(3, Math.round(rounds / 6));
/** What a fast model needs for a short prompt; the hold is made meanwhile. */
const thinksMs = 40;

/** Milliseconds after asking. */
type Answered = { readonly firstMs: number; readonly allMs: number };
type Ask = (question: string) => Promise<Answered>;
type Pair = { readonly raw: Answered; readonly app: Answered };

export const bench: Bench = () =>
  withAppStack(async ({ ollamaUrl, app }) => {
    const client = await openAppClient(await app.start());
    try {
      return await measure(askRaw(ollamaUrl), (question) => askApp(client, question));
    } finally {
      client.close();
    }
  });

async function measure(raw: Ask, app: Ask): ReturnType<Bench> {
  await interleave({ raw, app }, 'pace 0 tokens 3', 5);
  const thinking = await interleave({ raw, app }, `pace ${String(thinksMs)} tokens 2`, rounds);
  const instant = await interleave({ raw, app }, 'pace 0 tokens 3', rounds);
  const long = await interleave({ raw, app }, 'pace 5 tokens 300', longRounds);
  const added = quantile(thinking.map(addedMs), 0.5);
  const ratio = quantile(
    long.map((pair) => rate(pair.app) / rate(pair.raw)),
    0.5,
  );
  return {
    title: `The app beside a raw request to the same Ollama, ${String(rounds)} pairs, interleaved`,
    figures: {
      ...firstTokenFigures(`first token after ${String(thinksMs)} ms`, thinking),
      ...firstTokenFigures('first token at once', instant),
      '300 tokens, raw, tokens a second': round2(
        quantile(
          long.map((pair) => rate(pair.raw)),
          0.5,
        ),
      ),
      '300 tokens, app, tokens a second': round2(
        quantile(
          long.map((pair) => rate(pair.app)),
          0.5,
        ),
      ),
      'tokens a second, app beside raw': round3(ratio),
    },
    goals: [
      { what: `the app adds 5 ms or less to the first token (${String(round2(added))} ms)`, isMet: added <= 5 },
      { what: `tokens a second at 0.98 of a raw request or more (${String(round3(ratio))})`, isMet: ratio >= 0.98 },
    ],
  };
}

const rate = ({ allMs }: Answered): number => 300 / (allMs / 1000);

async function interleave(asks: { readonly raw: Ask; readonly app: Ask }, question: string, times: number) {
  const pairs: Pair[] = [];
  for (let round = 0; round < times; round += 1) {
    const isRawFirst = round % 2 === 0;
    const first = await (isRawFirst ? asks.raw : asks.app)(question);
    const second = await (isRawFirst ? asks.app : asks.raw)(question);
    pairs.push(isRawFirst ? { raw: first, app: second } : { raw: second, app: first });
  }
  return pairs;
}

function firstTokenFigures(name: string, pairs: readonly Pair[]): Readonly<Record<string, number>> {
  const raw = pairs.map((pair) => pair.raw.firstMs);
  const app = pairs.map((pair) => pair.app.firstMs);
  return {
    [`${name}: raw p50, ms`]: round2(quantile(raw, 0.5)),
    [`${name}: app p50, ms`]: round2(quantile(app, 0.5)),
    [`${name}: added p50, ms`]: round2(quantile(pairs.map(addedMs), 0.5)),
    [`${name}: raw p95, ms`]: round2(quantile(raw, 0.95)),
    [`${name}: app p95, ms`]: round2(quantile(app, 0.95)),
  };
}

const addedMs = ({ raw, app }: Pair): number => app.firstMs - raw.firstMs;

function askRaw(url: string): Ask {
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  return async (question) => {
    const began = performance.now();
    const body = JSON.stringify({ model, messages: [{ role: 'user', content: question }], stream: true });
    const answer = await request(`${url}/api/chat`, { method: 'POST', body, dispatcher });
    let firstMs: number | null = null;
    for await (const _ of answer.body) firstMs ??= performance.now() - began;
    return { firstMs: firstMs ?? Number.NaN, allMs: performance.now() - began };
  };
}

/** As the page does: send, then watch the run. */
async function askApp({ call }: AppClient, question: string): Promise<Answered> {
  const runId = newRunId();
  const ids = { runId, chatId: newChatId(), parentId: null, messageId: newMessageId(), answerId: newMessageId() };
  const began = performance.now();
  await call.chat.send({ ...ids, parts: textParts(question), model });
  let firstMs = Number.NaN;
  let allMs = Number.NaN;
  for await (const event of await call.runs.watch({ runId, after: 0 })) {
    if (event.kind === 'text' && Number.isNaN(firstMs)) firstMs = performance.now() - began;
    if (event.kind !== 'ended') continue;
    allMs = performance.now() - began;
    if (event.state.kind !== 'done') throw new Error(`The run ended as ${JSON.stringify(event.state)}`);
  }
  return { firstMs, allMs };
}

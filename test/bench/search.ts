// The search over a million messages, as the page asks for it: words that stand nearly everywhere, rare ones, and what is typed of a
// word before it is whole. SEARCH_MESSAGES takes another number.
import path from 'node:path';
import type { Bench } from '../../scripts/bench.ts';
import { openAppClient, type AppClient } from './parts/app-client.ts';
import { withAppStack } from './parts/app-stack.ts';
import { median, quantile, round2 } from './parts/figures.ts';
import { fillStore } from './parts/fill-store.ts';
import { commonWord, createProse, rareWord } from './parts/prose.ts';

const messages = Number(process.env['SEARCH_MESSAGES'] ?? 1_000_000);
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 20);
const messagesInChat = 200;
const goalMs = 50;

/** By what is asked; each is asked with other words each time. */
const queries: Readonly<Record<string, (round: number) => string>> = {
  'a word of nearly every message': (round) => `${commonWord(round % 5)} `,
  'a rare word': (round) => `${rareWord(round)} `,
  'two common words': (round) => `${commonWord(round % 7)} ${commonWord(7 + (round % 5))} `,
  'a common and a rare word': (round) => `${commonWord(round % 5)} ${rareWord(round)} `,
  'two letters of a word': (round) => commonWord(round % 20).slice(0, 2),
  'three letters of a word': (round) => commonWord(round % 20).slice(0, 3),
  'four letters of a word': (round) => commonWord(round % 20).slice(0, 4),
  'five letters of a word': (round) => commonWord(round % 20).slice(0, 5),
  'a word that is nowhere': (round) => `zzq${String(round)} `,
};

export const bench: Bench = () =>
  withAppStack(async ({ app, dataDir }) => {
    await app.start();
    await app.end('SIGTERM');
    const chats = Math.round(messages / messagesInChat);
    fillStore(path.join(dataDir, 'tallystick.db'), { chats, messages: messagesInChat, text: createProse() });
    const client = await openAppClient(await app.start());
    try {
      const found = new Map<string, number[]>(Object.keys(queries).map((name) => [name, []]));
      for (let round = 0; round < rounds; round += 1)
        for (const [name, query] of Object.entries(queries))
          found.get(name)?.push(await searchMs(client, query(round), !/nowhere|and a rare/.test(name)));
      return told(found);
    } finally {
      client.close();
    }
  });

async function searchMs({ call }: AppClient, query: string, isThere: boolean): Promise<number> {
  const began = performance.now();
  const hits = await call.chats.search({ query });
  const ms = performance.now() - began;
  if (isThere && hits.length === 0) throw new Error(`Nothing was found for “${query}”`);
  return ms;
}

function told(found: ReadonlyMap<string, readonly number[]>): Awaited<ReturnType<Bench>> {
  const all = [...found.values()].flat();
  const p95 = quantile(all, 0.95);
  return {
    title: `Search over ${messages.toLocaleString('en')} messages, ${String(rounds)} rounds`,
    figures: {
      ...Object.fromEntries([...found].map(([name, ms]) => [`${name}: p50, ms`, round2(median(ms))])),
      ...Object.fromEntries([...found].map(([name, ms]) => [`${name}: p95, ms`, round2(quantile(ms, 0.95))])),
      'all: p95, ms': round2(p95),
    },
    goals: [{ what: `p95 of all at ${String(goalMs)} ms or less (${String(round2(p95))} ms)`, isMet: p95 <= goalMs }],
  };
}

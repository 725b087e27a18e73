// What was used, as the double has it: a hundred days of sample answers, or none.
import { implement } from '@orpc/server';
import { usage, type UsageDays, type UsageReport, type UsageRow } from '../../../src/preload/contract/usage.ts';
import { firstOllama, OllamaId } from '../../../src/preload/contract/ids.ts';
import type { World } from './world.ts';

const os = implement(usage);
const dayMs = 86_400_000;

export function usageRouter(world: World) {
  return {
    report: os.report.handler(({ input }) =>
      sampleReport(input.days, world.scenario.now ?? Date.now(), world.scenario.isUsed === true),
    ),
  };
}

const workshop = OllamaId.parse('workshop');
const models = [
  { model: 'gemma3:4b', place: 'this_computer', ollama: firstOllama, size: 9 },
  { model: 'gemma3:4b', place: 'other_computer', ollama: workshop, size: 4 },
  { model: 'qwen3:8b', place: 'this_computer', ollama: firstOllama, size: 5 },
  { model: 'qwen3-235b', place: 'operator', ollama: null, size: 3 },
  { model: 'gpt-oss:120b-cloud', place: 'cloud', ollama: firstOllama, size: 2 },
] as const;
const ollamas = [
  { id: firstOllama, name: '' },
  { id: workshop, name: 'Workshop' },
];

/** Much on some days and nothing on others, the same at each start. */
function sampleReport(days: UsageDays, now: number, isUsed: boolean): UsageReport {
  const count = days ?? 100;
  const day = (back: number): string => new Date(now - back * dayMs).toISOString().slice(0, 10);
  const rows: UsageRow[] = [];
  for (let back = isUsed ? Math.min(count, 100) - 1 : -1; back >= 0; back -= 1)
    models.forEach(({ model, place, ollama, size }, index) => {
      const messages = (back * 7 + index * 5) % 6 === 0 ? 0 : ((back * (index + 3)) % size) + 1;
      if (messages === 0 || back % 9 === 4) return;
      const isPaid = place === 'operator';
      rows.push({
        day: day(back),
        model,
        place,
        ollama,
        messages,
        uncounted: back === 3 && index === 0 ? 1 : 0,
        promptTokens: messages * (420 + ((back * 37) % 600)),
        completionTokens: messages * (180 + ((back * 23) % 240)),
        microcredits: messages * (isPaid ? 62_500 + ((back * 4_100) % 50_000) : 0),
      });
    });
  return { unit: 'day', first: day(count - 1), last: day(0), rows, ollamas };
}

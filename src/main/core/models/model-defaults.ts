// What a model's own description sets of the parameters, out of the lines that Ollama's `show` prints. Pure.
import type { ModelDefaults } from '../../../preload/contract/models.ts';
import { readJson, type Shown } from './wire.ts';

const stopsMax = 50;

/** A line is a name, blanks, and a value; texts are quoted as Go quotes them. Lines that are neither are left out. */
export function readDefaults({ parameters, system }: Pick<Shown, 'parameters' | 'system'>): ModelDefaults {
  const lines = (parameters ?? '')
    .split('\n')
    .map((line) => /^\s*([a-z_]+)\s+(\S.*?)\s*$/.exec(line))
    .flatMap((match) => (match === null ? [] : [{ name: match[1] ?? '', value: match[2] ?? '' }]));
  const figure = (name: string): number | null => {
    const value = Number(lines.findLast((line) => line.name === name)?.value);
    return Number.isFinite(value) ? value : null;
  };
  return {
    temperature: figure('temperature'),
    topP: figure('top_p'),
    topK: figure('top_k'),
    minP: figure('min_p'),
    repeatPenalty: figure('repeat_penalty'),
    seed: figure('seed'),
    numCtx: figure('num_ctx'),
    numPredict: figure('num_predict'),
    stop: lines
      .filter((line) => line.name === 'stop')
      .slice(0, stopsMax)
      .map((line) => textOf(line.value)),
    systemPrompt: system,
  };
}

/** Go's quoted texts are JSON's but for a few escapes; one that cannot be read is shown as it stands. */
function textOf(value: string): string {
  const text = value.startsWith('"') ? readJson(value) : value;
  return typeof text === 'string' ? text : value;
}

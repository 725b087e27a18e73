// The parameters of a chat as Ollama takes them. What is left to the model is left out. Pure.
import type { Parameters } from '../../../preload/contract/parameters.ts';
import type { ChatQuestion } from './chat-stream.ts';
import type { ModelFacts } from './model-facts.ts';
import { readJson } from './wire.ts';

type Asked = Pick<ChatQuestion, 'think' | 'format' | 'keep_alive' | 'options'>;

/** Only of a model that thinks may `think` be asked; Ollama refuses it for others. `facts`: null where they are not known. */
export function toAsked(parameters: Parameters, facts: ModelFacts | null): Asked {
  const options = Object.fromEntries(
    Object.entries({
      temperature: parameters.temperature,
      top_p: parameters.topP,
      top_k: parameters.topK,
      min_p: parameters.minP,
      repeat_penalty: parameters.repeatPenalty,
      seed: parameters.seed,
      stop: parameters.stop,
      num_ctx: parameters.numCtx,
      num_predict: parameters.numPredict,
    }).filter(([, value]) => value !== null),
  );
  const format = formatOf(parameters);
  return {
    ...(facts?.canThink === true ? { think: thinkOf(parameters, facts) } : {}),
    ...(format === null ? {} : { format }),
    ...(parameters.keepAliveS === null ? {} : { keep_alive: parameters.keepAliveS }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  };
}

/** A model without levels takes each of them as a yes; one that cannot leave it takes no "off". */
function thinkOf({ think }: Parameters, { hasThinkLevels }: ModelFacts): NonNullable<Asked['think']> {
  switch (think) {
    case null:
    case 'on':
      return true;
    case 'off':
      return hasThinkLevels ? 'low' : false;
    case 'low':
    case 'medium':
    case 'high':
      return hasThinkLevels ? think : true;
  }
}

function formatOf({ format }: Parameters): string | object | null {
  if (format === null) return null;
  if (format.kind === 'json') return 'json';
  const schema = readJson(format.schema);
  return typeof schema === 'object' ? schema : null;
}

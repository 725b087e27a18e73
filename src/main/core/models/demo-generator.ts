// The built-in demo. It says in its own answer that it is no language model; it exists so that the app can be tried without Ollama.
import type { Clock, GeneratePart, Generator, Turn } from '../ports.ts';
import { systemWords } from '../system-words.ts';

/** Between two words; about the pace of a small model on a laptop. */
const wordMs = 24;
const quoteMax = 400;

export function createDemoGenerator(clock: Clock): Generator {
  return {
    async *generate({ turns }, signal): AsyncGenerator<GeneratePart, void, void> {
      const startedAt = clock.now();
      const words = wordsOf(systemWords().demoAnswer(quoted(lastQuestion(turns))));
      for (const word of words) {
        await pause(clock, signal);
        yield { kind: 'text', text: word };
      }
      const totalNs = (clock.now() - startedAt) * 1_000_000;
      const promptTokens = turns.reduce((sum, turn) => sum + wordsOf(turn.text).length, 0);
      yield {
        kind: 'ended',
        reason: 'stop',
        counts: {
          promptTokens,
          completionTokens: words.length,
          totalNs,
          loadNs: 0,
          promptNs: 0,
          completionNs: totalNs,
        },
      };
    },
  };
}

async function pause(clock: Clock, signal: AbortSignal): Promise<void> {
  try {
    await clock.wait(wordMs, signal);
  } finally {
    signal.throwIfAborted();
  }
}

function lastQuestion(turns: readonly Turn[]): string {
  return turns.findLast((turn) => turn.role === 'user')?.text ?? '';
}

/** Every word with the space after it, so that joined they give the text back. */
function wordsOf(text: string): readonly string[] {
  return text.match(/\S+\s*/g) ?? [];
}

function quoted(text: string): string {
  const bounded = text.length > quoteMax ? `${text.slice(0, quoteMax)}…` : text;
  return bounded
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}

// The built-in demo. It says in its own answer that it is no language model; it exists so that the app can be tried without Ollama.
import type { Clock, GeneratePart, Generator, Turn } from '../ports.ts';

/** Between two words; about the pace of a small model on a laptop. */
const wordMs = 24;
const quoteMax = 400;

export function createDemoGenerator(clock: Clock): Generator {
  return {
    async *generate({ turns }, signal): AsyncGenerator<GeneratePart, void, void> {
      const startedAt = clock.now();
      const words = wordsOf(demoAnswer(lastQuestion(turns)));
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

function demoAnswer(question: string): string {
  return `## This is the built-in demo

I am **not a language model**. I am a short text that Tallystick plays back word by word, so that you can look around before Ollama is set up. This is what you wrote:

${quoted(question)}

With a real model the answer would stand here. What you can try in the meantime:

- stop me in the middle, and ask for another answer
- look at the credits: a message to me is counted like any other
- rename this chat, or start a new one

Code is shown like this:

\`\`\`ts
const tally = ['|', '|', '|', '|', '/'];
console.log(tally.join(''), 'makes five');
\`\`\`

When you are ready for real answers, install Ollama, download a model, and choose it at the top of the chat.
`;
}

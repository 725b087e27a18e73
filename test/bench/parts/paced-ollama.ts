// The fake Ollama in a process of its own, as the original is. The question says how it answers: "pace 5 tokens 300".
import { answer } from '../../support/fake-ollama/behaviour.ts';
import { startFakeOllama } from '../../support/fake-ollama/fake-ollama.ts';
import { sampleAnswer } from './sample-answer.ts';

const fake = await startFakeOllama({
  behaviour: ({ messages }) => {
    const [, pace = '0', tokens = '1'] = /pace (\d+) tokens (\d+)/.exec(messages.at(-1)?.content ?? '') ?? [];
    return answer(sampleAnswer(Number(tokens)), pace === '0' ? {} : { paceMs: Number(pace) });
  },
});
console.log(`Listening at ${fake.url}`);
process.once('SIGTERM', () => void fake.stop());

// The fake by hand: node test/support/fake-ollama/main.ts --port 11434 --pace 20
import { parseArgs } from 'node:util';
import { startFakeOllama } from './fake-ollama.ts';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '11434' }, pace: { type: 'string', default: '20' } },
});
const fake = await startFakeOllama({ port: Number(values.port), paceMs: Number(values.pace) });
process.stdout.write(`A fake Ollama answers at ${fake.url}; end it with Ctrl+C.\n`);
process.once('SIGINT', () => {
  void fake.stop();
});

// The fake by hand: node test/support/fake-upstream/main.ts --port 4010 --words 20 --pace 20
// With --stays-open no answer comes to its end.
import { parseArgs } from 'node:util';
import { answer } from './behaviour.ts';
import { startFakeUpstream } from './fake-upstream.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4010' },
    words: { type: 'string', default: '20' },
    pace: { type: 'string', default: '20' },
    'stays-open': { type: 'boolean', default: false },
  },
});
const words = Array.from({ length: Number(values.words) }, (_unused, index) => `word${index} `);
const paceMs = Number(values.pace);
const fake = await startFakeUpstream({
  port: Number(values.port),
  records: false,
  behaviour: answer(words, {
    ...(paceMs > 0 ? { paceMs } : {}),
    ...(values['stays-open'] ? { ending: { kind: 'stall' } } : {}),
  }),
});
process.stdout.write(`A fake upstream answers at ${fake.url}; end it with Ctrl+C.\n`);
process.once('SIGINT', () => {
  void fake.stop();
});

// Runs the double by hand: node test/support/core-double/main.ts --scenario ready --port 0 [--built out/renderer] [--watch]
import { parseArgs } from 'node:util';
import { builtPage, sourcePage } from './page.ts';
import { isScenarioName, scenarios } from './scenarios.ts';
import { serveDouble } from './serve.ts';

const { values } = parseArgs({
  options: {
    scenario: { type: 'string', default: 'ready' },
    port: { type: 'string', default: '0' },
    built: { type: 'string' },
    watch: { type: 'boolean', default: false },
  },
});

if (!isScenarioName(values.scenario)) {
  process.stderr.write(`No scenario “${values.scenario}”. There are: ${Object.keys(scenarios).join(', ')}\n`);
  process.exit(1);
}
const page = values.built === undefined ? await sourcePage(values.watch) : builtPage(values.built);
const double = await serveDouble({ scenario: values.scenario, port: Number(values.port), page });
process.stdout.write(`${double.url}\n`);

// Adds up the parts of a long run: a folder holds for each part `NAME.exit`, its exit code, and `NAME.outcomes`, a line for each
// suite in it. A number before the name puts the parts in order.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { closeRun, closingLines, failedOnce, readOutcomes, sum, type Outcome } from './outcome.ts';

const [folder = ''] = process.argv.slice(2);
const ending = '.exit';

const parts = readdirSync(folder)
  .filter((file) => file.endsWith(ending))
  .map((file) => file.slice(0, -ending.length))
  .sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10));

const outcomes = parts.map((part) => {
  const outcome = outcomeOf(part);
  const hasTests = outcome.passed + outcome.failed + outcome.skipped > 0;
  console.log(`${part.replace(/^\d+ /, '')}: ${hasTests ? (closingLines(outcome).at(-1) ?? '') : 'done'}`);
  return outcome;
});
closeRun(outcomes.length === 0 ? failedOnce : sum(outcomes));

/** A part that ended badly without saying what failed has failed once. */
function outcomeOf(part: string): Outcome {
  const file = path.join(folder, `${part}.outcomes`);
  const told = sum(existsSync(file) ? readOutcomes(readFileSync(file, 'utf8')) : []);
  const isOk = readFileSync(path.join(folder, `${part}${ending}`), 'utf8').trim() === '0';
  return isOk || told.failed > 0 ? told : { ...told, failed: 1 };
}

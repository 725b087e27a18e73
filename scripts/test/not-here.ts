// Tells at the end of a run what could not be tried on this computer, and why: each reason once.
import type { Reporter, TestCase } from 'vitest/node';

export function notHereReporter(): Reporter {
  const reasons = new Map<string, number>();
  return {
    onTestCaseResult(test: TestCase) {
      const result = test.result();
      if (result.state !== 'skipped') return;
      const reason = reasonIn(result.note ?? test.name);
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    },
    onTestRunEnd() {
      for (const [reason, count] of reasons)
        console.log(`${reason} (${count === 1 ? '1 test' : `${String(count)} tests`})`);
    },
  };
}

/** A note begins with the words; in a test's name they stand in brackets at the end. */
function reasonIn(text: string): string {
  return /not here: [^)]+/.exec(text)?.[0] ?? `skipped: ${text}`;
}

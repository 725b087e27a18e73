// The figures of one run, gathered as it goes and printed as one table.

export type Stopwatch = {
  time<T>(step: string, work: () => Promise<T>): Promise<T>;
  note(step: string, ms: number, remark?: string): void;
  table(): string;
};

export function createStopwatch(): Stopwatch {
  const rows: { readonly step: string; readonly ms: number; readonly remark: string }[] = [];
  return {
    async time(step, work) {
      const began = performance.now();
      const result = await work();
      rows.push({ step, ms: performance.now() - began, remark: '' });
      return result;
    },
    note: (step, ms, remark = '') => rows.push({ step, ms, remark }),
    table() {
      const width = Math.max(...rows.map(({ step }) => step.length));
      return rows
        .map(({ step, ms, remark }) =>
          `${step.padEnd(width)}  ${Math.round(ms).toLocaleString('en').padStart(7)} ms  ${remark}`.trimEnd(),
        )
        .join('\n');
    },
  };
}

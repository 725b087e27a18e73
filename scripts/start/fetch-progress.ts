// How far a download is: one line that is written over on a terminal, and a new line now and then in a file.
export type HowFar = {
  readonly transferred: number;
  /** Null where the other side does not say. */
  readonly total: number | null;
};

export type Progress = { show(how: HowFar): void; end(): void };

export type ProgressOutput = { readonly isTTY?: boolean; write(text: string): unknown };

const million = 1_000_000;
/** Of a known size in tenths, of an unknown one in steps of ten megabytes. */
const steps = 10;

export function createProgress(what: string, output: ProgressOutput): Progress {
  const isTerminal = output.isTTY === true;
  let last = '';
  const put = (text: string): void => {
    if (text === last) return;
    last = text;
    // Clears what a longer line before it has left.
    output.write(isTerminal ? `\r\u001B[2K${text}` : `${text}\n`);
  };
  let stepBefore = -1;
  return {
    show(how) {
      const step = stepOf(how);
      if (!isTerminal && step === stepBefore) return;
      stepBefore = step;
      put(`${what}: ${howFar(how)}`);
    },
    end() {
      if (isTerminal && last !== '') output.write('\n');
    },
  };
}

function stepOf({ transferred, total }: HowFar): number {
  return Math.floor(total === null ? transferred / (10 * million) : (transferred / total) * steps);
}

export function howFar({ transferred, total }: HowFar): string {
  const done = Math.floor(transferred / million);
  if (total === null || total === 0) return `${String(done)} MB`;
  return `${String(done)} of ${String(Math.ceil(total / million))} MB, ${String(Math.floor((transferred / total) * 100))} %`;
}

// The port of what the sandbox keeps where several nodes play it: papers found by their keys, and letters that are due. What is written on
// them is the sandbox's own affair.

export type Paper = {
  readonly kind: string;
  readonly id: string;
  readonly keys: readonly string[];
  /** JSON. */
  readonly body: string;
};

export type PaperLetter = { readonly id: string; readonly body: string; readonly attempts: number };

export type PaperReader = {
  find(kind: string, id: string): Promise<string | null>;
  /** In the order in which they were made. */
  under(kind: string, key: string): Promise<readonly string[]>;
};

export type PaperDesk = PaperReader & {
  put(paper: Paper): Promise<void>;
  /** `at`: from when on it is due. */
  post(letter: {
    readonly box: string;
    readonly id: string;
    readonly body: string;
    readonly at: number;
  }): Promise<void>;
};

export type Papers = {
  read<A>(look: (on: PaperReader) => Promise<A>): Promise<A>;
  /** Whole or nothing, and one at a time of those that are about the same. `work` may be called again. */
  change<A>(about: string, work: (on: PaperDesk) => Promise<A>): Promise<A>;
  /** Takes the letter that is due longest, and keeps others from it until `until`. Counts the try. */
  lease(box: string, lease: { readonly now: number; readonly until: number }): Promise<PaperLetter | null>;
  /** `nextAt` null: there is nothing more to do about it. */
  plan(box: string, id: string, nextAt: number | null): Promise<void>;
};

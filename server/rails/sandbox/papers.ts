// What the sandbox asks of a place that several nodes share; `server/storage/nodes/papers.ts` is one. JSON goes in and comes out.

type Reader = {
  find(kind: string, id: string): Promise<string | null>;
  /** In the order in which they were made. */
  under(kind: string, key: string): Promise<readonly string[]>;
};

export type PaperDesk = Reader & {
  put(paper: {
    readonly kind: string;
    readonly id: string;
    readonly keys: readonly string[];
    readonly body: string;
  }): Promise<void>;
  post(letter: {
    readonly box: string;
    readonly id: string;
    readonly body: string;
    readonly at: number;
  }): Promise<void>;
};

export type SandboxPapers = {
  read<A>(look: (on: Reader) => Promise<A>): Promise<A>;
  change<A>(about: string, work: (on: PaperDesk) => Promise<A>): Promise<A>;
  lease(
    box: string,
    lease: { readonly now: number; readonly until: number },
  ): Promise<{ readonly id: string; readonly body: string; readonly attempts: number } | null>;
  plan(box: string, id: string, nextAt: number | null): Promise<void>;
};

// The port through which metered routes on this machine ask a companion server on another.

/** `body`: what the answer's JSON says; undefined where it is none. */
export type GateAnswer = { readonly status: number; readonly body: unknown };

export type GateLink = {
  /** Any answer is an answer. Throws GateUnavailable where none came in time, or one too large to be read. */
  ask(question: {
    readonly method: 'GET' | 'POST';
    /** With its query; such as /v1/summary?payer=alice. */
    readonly path: string;
    readonly body?: object;
  }): Promise<GateAnswer>;
  /** Ends what is open. May be called twice. */
  close(): Promise<void>;
};

/** Nobody knows whether the server has heard it. Its message holds no key, no address of a payer and no body. */
export class GateUnavailable extends Error {
  override readonly name = 'GateUnavailable';
}

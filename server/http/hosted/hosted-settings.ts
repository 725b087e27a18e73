// What the operator sets of the way that hosted answers take over HTTP.
export type HostedHttpSettings = {
  /** The largest body of a chat request, images included. */
  readonly bodyBytesMax: number;
  /** How many answers are made at once, in all and for one payer. */
  readonly answers: { readonly total: number; readonly perPayer: number };
  /** How long answers may go on when the server stops. */
  readonly graceMs: number;
  /** What POST /chat asks; null: those two routes are not there. */
  readonly chatModel: string | null;
};

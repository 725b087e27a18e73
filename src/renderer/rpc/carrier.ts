// What carries the page's calls to the core. There are two: a message port and a socket; nothing above this file knows which.
import type { ClientContext, ClientLink } from '@orpc/client';

/** One connection, from its opening to its end. */
export type Line = {
  readonly link: ClientLink<ClientContext>;
  isOpen(): boolean;
  /** Resolves when the line is gone, for whatever reason; never rejects. */
  readonly closed: Promise<void>;
  close(): void;
};

export type Carrier = {
  /** Rejects when no line comes about or the signal aborts. */
  connect(signal: AbortSignal): Promise<Line>;
};

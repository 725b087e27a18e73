// What both kinds of message port have in common: Electron's own, and the one made over a Node child's channel.

export type FramePort = {
  /** The frames of a well-behaved end are strings. */
  postMessage(frame: unknown): void;
  /** No message arrives before this call. */
  start(): void;
  close(): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
};

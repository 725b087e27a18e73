// A message port as both of its kinds have it in common: Electron's own, and the one made over a Node child's channel.

export type FramePort = {
  /** The frames of a well-behaved end are strings. */
  postMessage(frame: unknown): void;
  /** Nothing is heard before it. */
  start(): void;
  close(): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
};

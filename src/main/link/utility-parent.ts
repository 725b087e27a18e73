// The core's end inside Electron's utility process: messages and ports come over its parent port.
import { FromCore, ToCore, type ShellLink } from './core-messages.ts';
import type { FramePort } from './frame-port.ts';

/** What is used of Electron's `process.parentPort`. */
export type ParentPort = {
  postMessage(message: unknown): void;
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly FramePort[] }) => void,
  ): unknown;
};

export function linkOverParentPort(parent: ParentPort): ShellLink {
  return {
    tell: (message) => parent.postMessage(FromCore.parse(message)),
    hear(listener) {
      parent.on('message', ({ data, ports }) => listener(ToCore.parse(data), ports[0] ?? null));
    },
  };
}

// What shell and core process tell each other beside the two lines: how the core begins and ends. A port is sent along with its message.
import { z } from 'zod';
import { StartNotice, StartProblem } from '../../preload/contract/start.ts';
import type { FramePort } from './frame-port.ts';

/** To the core. */
export const ToCore = z.discriminatedUnion('kind', [
  /** First of all, with the port on which the shell answers the core. */
  z.object({ kind: z.literal('start') }),
  /** With the port of a page that has just been loaded. */
  z.object({ kind: z.literal('page') }),
  /** Something for the log. */
  z.object({ kind: z.literal('report'), text: z.string() }),
  /** Save, settle, and end. */
  z.object({ kind: z.literal('close') }),
]);
export type ToCore = z.infer<typeof ToCore>;

/** From the core. */
export const FromCore = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started'), notices: z.array(StartNotice).readonly() }),
  /** It cannot start; the shell says why and ends the process. */
  z.object({ kind: z.literal('failed'), problem: StartProblem }),
]);
export type FromCore = z.infer<typeof FromCore>;

/** The core's end of the link to its shell. */
export type ShellLink = {
  tell(message: FromCore): void;
  /** Called once; messages that came before it are not lost. */
  hear(listener: (message: ToCore, port: FramePort | null) => void): void;
};

/** The shell's end of the link. `Port`: what it can hand over; any port where frames are relayed. */
export type CoreChild<Port = FramePort> = {
  /** The port, where there is one, is the core's from then on. */
  send(message: ToCore, port?: Port): void;
  /** At once, whatever it is doing. May be called twice. */
  kill(): void;
};

export type CoreChildEvents = {
  readonly onMessage: (message: FromCore) => void;
  /** How it ended: an exit code, or null for a signal. */
  readonly onExit: (code: number | null) => void;
};

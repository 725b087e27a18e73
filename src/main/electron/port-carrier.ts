// The carrier of Electron: a message port for our own page, given only when its main frame asks.
import { ipcMain, MessageChannelMain, type WebFrameMain } from 'electron';
import type { Carrier } from '../core/carrier.ts';
import { servePort } from './serve-port.ts';

/** The words of the handshake; the preload knows the same. */
const portWanted = 'tallystick:port-wanted';
const portGiven = 'tallystick:port';

/** `isOurs`: whether a frame is the main frame of our window, showing our page. */
export function givePorts(
  carrier: () => Promise<Carrier>,
  isOurs: (frame: WebFrameMain) => boolean,
  report: (error: unknown) => void,
): void {
  ipcMain.on(portWanted, (event) => {
    const frame = event.senderFrame;
    if (frame === null || !isOurs(frame)) return report(new Error('A frame that is not ours asked for a port'));
    hand(frame, carrier).catch(report);
  });
}

async function hand(frame: WebFrameMain, carrier: () => Promise<Carrier>): Promise<void> {
  const ready = await carrier();
  if (frame.isDestroyed()) return;
  const { port1, port2 } = new MessageChannelMain();
  servePort(port1, ready);
  frame.postMessage(portGiven, null, [port2]);
}

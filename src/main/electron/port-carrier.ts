// The page's line to the core: a message port that only the main frame of our own page gets. Its other end goes straight to the core.
import { ipcMain, MessageChannelMain, type MessagePortMain, type WebFrameMain } from 'electron';

/** The words of the handshake; the preload knows the same. */
const portWanted = 'tallystick:port-wanted';
const portGiven = 'tallystick:port';

export type PortGiving = {
  /** Whether a frame is the main frame of our window, showing our page. */
  readonly isOurs: (frame: WebFrameMain) => boolean;
  readonly givePage: (port: MessagePortMain) => void;
  readonly report: (error: unknown) => void;
};

export function givePorts({ isOurs, givePage, report }: PortGiving): void {
  ipcMain.on(portWanted, (event) => {
    const frame = event.senderFrame;
    if (frame === null || !isOurs(frame)) return report(new Error('A frame that is not ours asked for a port'));
    const { port1, port2 } = new MessageChannelMain();
    givePage(port1);
    frame.postMessage(portGiven, null, [port2]);
  });
}

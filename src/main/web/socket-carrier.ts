// The carrier of the browser shell: frames over one WebSocket, which is closed when its browser no longer answers.
import { WebSocket, type RawData } from 'ws';
import type { Carrier } from '../core/carrier.ts';

/** Above this many bytes unsent, streams wait for the reader. */
const unsentBytesMax = 1024 * 1024;
const heartbeatMs = 30_000;
const closeCodes = { unreadable: 1007, too_large: 1009, too_many_calls: 1008 } as const;

export function serveSocket(socket: WebSocket, carrier: Carrier, report: (error: unknown) => void): void {
  const end = carrier.attach({
    send: (frame) =>
      new Promise((resolve) => {
        if (socket.readyState !== WebSocket.OPEN) return resolve();
        const mustWait = socket.bufferedAmount > unsentBytesMax;
        socket.send(frame, () => resolve());
        if (!mustWait) resolve();
      }),
    cut: (reason) => socket.close(closeCodes[reason], reason),
  });

  let isAlive = true;
  const heartbeat = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, heartbeatMs);
  heartbeat.unref();

  socket.on('pong', () => {
    isAlive = true;
  });
  socket.on('message', (data, isBinary) => {
    isAlive = true;
    end.receive(isBinary ? null : textOf(data));
  });
  socket.on('error', report);
  socket.on('close', () => {
    clearInterval(heartbeat);
    end.close();
  });
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}

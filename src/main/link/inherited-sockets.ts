// Closes the sockets that a Node child was started with and has no use for. Electron's own are among them: it leaves them open to
// whatever its Node starts. As long as one end is open here, Electron does not notice that its process at that end has died.
import { closeSync, fstatSync, readdirSync } from 'node:fs';

/** Behind the three standard streams comes the channel to the parent. */
const channelFd = 3;

/** Call before this process opens a socket of its own. Elsewhere than on Linux nothing is handed on. */
export function closeInheritedSockets(): void {
  if (process.platform !== 'linux') return;
  for (const name of readdirSync('/proc/self/fd')) {
    const fd = Number(name);
    if (fd > channelFd && isSocket(fd)) closeSync(fd);
  }
}

function isSocket(fd: number): boolean {
  try {
    return fstatSync(fd).isSocket();
  } catch {
    // The one through which the folder was read is among them, and closed by now.
    return false;
  }
}

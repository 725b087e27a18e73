// A port that belongs to the process that asked, until it ends: for servers that are ended and come back on the same one.
import { randomInt } from 'node:crypto';
import dgram from 'node:dgram';
import net from 'node:net';

type Ports = { readonly first: number; readonly count: number };

/** Below those that a system gives to whoever names none. One of these could be given away while its server is not running. */
const ours: Ports = { first: 20_000, count: 10_000 };

export async function freePort({ first, count }: Ports = ours): Promise<number> {
  const start = randomInt(count);
  for (let step = 0; step < count; step += 1) {
    const port = first + ((start + step) % count);
    if (await claim(port)) return port;
  }
  throw new Error('No port is free');
}

/** Other test runs ask for the same claim, and the system lets one have it: the UDP port of that number, which no server here uses. */
async function claim(port: number): Promise<boolean> {
  const socket = dgram.createSocket('udp4').unref();
  const isClaimed = await new Promise<boolean>((resolve) => {
    socket.once('error', () => resolve(false));
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => resolve(true));
  });
  if (isClaimed && (await canListen(port))) return true;
  socket.close();
  return false;
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

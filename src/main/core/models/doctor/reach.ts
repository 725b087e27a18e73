// The first steps towards an Ollama: its name, its port, and whether a certificate is what it should be. Each is bounded in time.
import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Clock } from '../../ports.ts';
import { within } from '../../time-limit.ts';

export const knockMs = 3_000;
const addressesMax = 8;

export type Knock = 'open' | 'refused' | 'silent' | 'unreachable';

/** The addresses of a host, as the system knows them; none: the name is not known. */
export async function addressesOf(host: string, clock: Clock): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  const found = lookup(host, { all: true }).catch(() => []);
  const all = await within({ clock, ms: knockMs }, found, []);
  return [...new Set(all.map(({ address }) => address))].slice(0, addressesMax);
}

/** Whether anything listens there. */
export async function knock(at: { readonly host: string; readonly port: number }, clock: Clock): Promise<Knock> {
  const socket = connectTcp(at);
  const answer = await within({ clock, ms: knockMs }, firstWord(socket, 'connect'), null);
  socket.destroy();
  if (answer === null) return 'silent';
  if (answer === 'connect') return 'open';
  if (answer === 'ECONNREFUSED') return 'refused';
  return answer === 'ETIMEDOUT' ? 'silent' : 'unreachable';
}

/** null: the certificate is trusted; else the code of what is wrong with it. */
export async function tlsTrouble(
  at: { readonly host: string; readonly port: number },
  clock: Clock,
): Promise<string | null> {
  const servername = isIP(at.host) === 0 ? at.host : undefined;
  const socket = connectTls({ ...at, ...(servername === undefined ? {} : { servername }) });
  const answer = await within({ clock, ms: knockMs }, firstWord(socket, 'secureConnect'), 'ETIMEDOUT');
  socket.destroy();
  return answer === 'secureConnect' ? null : answer;
}

function firstWord(socket: Socket, event: 'connect' | 'secureConnect'): Promise<string> {
  return new Promise((resolve) => {
    socket.once(event, () => resolve(event));
    // It stays, for errors that come after the first.
    socket.on('error', (error) =>
      resolve('code' in error && typeof error.code === 'string' ? error.code : error.message),
    );
  });
}

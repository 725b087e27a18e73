// The page's side of the contract without a page: signs in to the running browser shell and speaks over its socket.
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket } from 'ws';
import type { appContract } from '../../../src/preload/contract/contract.ts';

export type AppClient = {
  readonly call: ContractRouterClient<typeof appContract>;
  close(): void;
};

/** `opening`: the link as the app prints it; it works once. */
export async function openAppClient(opening: string): Promise<AppClient> {
  const { origin, host } = new URL(opening);
  const redeemed = await fetch(opening, { redirect: 'manual' });
  const cookie = redeemed.headers.getSetCookie()[0]?.split(';')[0];
  if (cookie === undefined) throw new Error('The app gave no session');
  const socket = new WebSocket(`ws://${host}/core`, { headers: { cookie, origin } });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  // A browser's socket cannot send the cookie; this one behaves alike in the four ways that are used, but is typed apart.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket });
  return { call: createORPCClient(link), close: () => socket.close() };
}

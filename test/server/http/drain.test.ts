// A server that stops: what it is answering is sent to its end, and connections that are merely open do not keep it.
import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDrain } from '../../../server/http/drain.ts';
import { listening } from '../../support/listening.ts';

let server: Server;
let port: number;
let answers: ServerResponse[];
let stop: () => Promise<void>;
const agents: Agent[] = [];

beforeEach(async () => {
  answers = [];
  server = createServer((_request, response) => void answers.push(response.writeHead(200)));
  // What is left open stays open until somebody closes it.
  server.keepAliveTimeout = 0;
  port = await listening(server);
  const drain = createDrain(server);
  stop = () => drain(() => new Promise((resolve) => server.close(resolve)));
});
afterEach(() => {
  for (const agent of agents.splice(0)) agent.destroy();
  server.closeAllConnections();
});

type Asked = { readonly answer: ServerResponse; readonly socket: Socket; readonly reply: IncomingMessage };

/** The first bytes of its answer are there, and no more. */
async function ask(): Promise<Asked> {
  const agent = new Agent({ keepAlive: true });
  agents.push(agent);
  const request = get({ host: '127.0.0.1', port, agent });
  await once(server, 'request');
  const answer = answers.at(-1);
  if (answer === undefined) throw new Error('Nobody has asked');
  answer.write('half, ');
  const [reply]: IncomingMessage[] = await once(request, 'response');
  if (reply === undefined) throw new Error('There is no answer');
  return { answer, socket: reply.socket, reply };
}

it('sends answers to their end, while connections whose answers have ended are closed', async () => {
  const [slow, quick] = [await ask(), await ask()];
  const stopped = stop();
  const left = once(quick.socket, 'close');
  quick.answer.end('whole');
  expect(await text(quick.reply)).toBe('half, whole');
  await left;
  slow.answer.end('whole');
  expect(await text(slow.reply)).toBe('half, whole');
  await stopped;
});

it('is not kept by a connection on which nothing was ever asked', async () => {
  const silent = connect(port, '127.0.0.1');
  await Promise.all([once(server, 'connection'), once(silent, 'connect')]);
  const closed = once(silent, 'close');
  await stop();
  await closed;
  expect(answers).toEqual([]);
});

// How connections to Ollama are made. An agent of its own: proxies named in the environment are not for Ollama, and its timeouts are ours.
import { lookup as lookUpName } from 'node:dns';
import { Agent, type Dispatcher } from 'undici';
import type { LookupFunction } from 'node:net';
import { isLocalName } from './address.ts';

const connectMs = 5_000;
const connectionsMax = 64;

/** 127.0.0.1 first: Ollama listens there by default, while many systems name ::1 before it. */
const localhost = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

const lookup: LookupFunction = (hostname, options, callback) => {
  if (isLocalName(hostname)) callback(null, localhost);
  else lookUpName(hostname, options, callback);
};

export function createDispatcher(): Dispatcher {
  return new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    connections: connectionsMax,
    connect: { timeout: connectMs, lookup, autoSelectFamily: true },
  });
}

// Loaded into the double's utility process: gives it the port that Electron gives to a real one.
import { parentPort, type MessagePort } from 'node:worker_threads';
import { wrapPort } from './message-channel.ts';

type Posted = { readonly message: unknown; readonly ports: readonly MessagePort[] };
type Listener = (event: { readonly data: unknown; readonly ports: readonly object[] }) => void;

const parent = parentPort;
if (parent !== null)
  Object.assign(process, {
    parentPort: {
      postMessage: (message: unknown) => parent.postMessage(message),
      on: (_event: 'message', listener: Listener) =>
        parent.on('message', ({ message, ports }: Posted) => listener({ data: message, ports: ports.map(wrapPort) })),
    },
  });

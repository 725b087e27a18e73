// utilityProcess as a thread: ports can be handed to it. A thread that is ended keeps its file locks, so a test of a crash lets the
// core run in a real process instead, by TALLYSTICK_CORE_NODE.
import { EventEmitter } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { requireReady } from './lifecycle.ts';
import { transferPorts } from './message-channel.ts';
import { strict } from './strict.ts';

export const utilityProcess = strict('utilityProcess', {
  fork(entry: string, args: readonly string[], _options: { readonly serviceName: string; readonly stdio: string }) {
    requireReady('utilityProcess.fork');
    const worker = new Worker(entry, {
      argv: [...args],
      execArgv: ['--no-warnings', '--import', path.join(import.meta.dirname, 'parent-port.ts')],
    });
    const events = new EventEmitter();
    worker.on('message', (message: unknown) => events.emit('message', message));
    worker.on('error', (error) => process.stderr.write(`${String(error)}\n`));
    worker.on('exit', (code) => events.emit('exit', code));
    return strict('UtilityProcess', {
      /** A thread has none of its own. */
      pid: undefined,
      on: (event: string, listener: (...args: unknown[]) => void) => events.on(event, listener),
      postMessage(message: unknown, transfer: readonly unknown[] = []) {
        const ports = transferPorts(transfer);
        worker.postMessage({ message, ports }, [...ports]);
      },
      kill() {
        void worker.terminate();
        return true;
      },
    });
  },
});

// A download as the original tells of it (server/images.go and download.go of 0.24): one file after the other, each from where it
// was left, and on demand the ways in which it goes wrong.
import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises';
import { fullName, goJson } from './bodies.ts';
import { setRunningHeaders, untilAborted } from './perform.ts';
import { sendError, textIn, type Exchange, type FakeState } from './exchange.ts';
import type { FakeLayer } from './fake-pull.ts';

class Broken extends Error {
  override readonly name = 'Broken';
}

export async function pull({ body, response, signal }: Exchange, state: FakeState): Promise<void> {
  const name = textIn(body, 'model') || textIn(body, 'name');
  if (name === '') return sendError(response, 400, 'invalid model name');
  const { layers, pieceBytes = 1_000_000, gate, paceMs, trouble } = state.pullFor(name);
  const write = (line: object | string): void => {
    response.write(typeof line === 'string' ? line : `${goJson(line)}\n`);
  };
  const turn = async (): Promise<void> => {
    await gate?.pass(signal);
    if (paceMs !== undefined) await sleep(paceMs, undefined, { signal });
    signal.throwIfAborted();
  };

  response.setHeader('Content-Type', 'application/x-ndjson');
  setRunningHeaders(response);
  response.setHeader('Transfer-Encoding', 'chunked');
  write({ status: 'pulling manifest' });
  if (trouble?.kind === 'refused') {
    write({ error: trouble.message });
    response.end();
    return;
  }
  try {
    for (const one of layers) await fetchLayer(one);
  } catch (error) {
    if (error instanceof Broken) return;
    throw error;
  }
  for (const line of trouble?.kind === 'lies' ? trouble.lines : []) write(line);
  for (const status of ['verifying sha256 digest', 'writing manifest']) {
    await turn();
    write({ status });
  }
  await turn();
  state.models = [
    { name, sizeBytes: layers.reduce((sum, { bytes }) => sum + bytes, 0) },
    ...state.models.filter((other) => fullName(other.name) !== fullName(name)),
  ];
  write({ status: 'success' });
  response.end();

  async function fetchLayer({ digest, bytes }: FakeLayer): Promise<void> {
    const tell = (completed: number): void =>
      write({
        status: `pulling ${digest.slice(7, 19)}`,
        digest,
        total: bytes,
        ...(completed === 0 ? {} : { completed }),
      });
    let completed = state.arrived.get(digest) ?? 0;
    tell(completed);
    while (completed < bytes) {
      await breakOff();
      await turn();
      completed = Math.min(bytes, completed + pieceBytes);
      state.arrived.set(digest, completed);
      tell(completed);
      await breathe(undefined, { signal });
    }
  }

  async function breakOff(): Promise<void> {
    if (trouble === undefined || !('afterBytes' in trouble)) return;
    const arrived = layers.reduce((sum, { digest }) => sum + (state.arrived.get(digest) ?? 0), 0);
    if (arrived < trouble.afterBytes) return;
    await breathe(undefined, { signal });
    switch (trouble.kind) {
      case 'error':
        write({ error: trouble.message });
        response.end();
        break;
      case 'missing':
        response.end();
        break;
      case 'garbage':
        write('<html>\n');
        response.end();
        break;
      case 'cut':
        response.socket?.destroy();
        break;
      case 'stall':
        return untilAborted(signal);
    }
    throw new Broken();
  }
}

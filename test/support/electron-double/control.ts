// The line between the double and the test that started it: what happened goes out, what a person or the system does comes in.
import type { MessagePort } from 'node:worker_threads';

export type Told =
  | { readonly kind: 'loaded'; readonly windowId: number; readonly url: string; readonly preload: string | null }
  | { readonly kind: 'closed'; readonly windowId: number }
  | {
      readonly kind: 'to_frame';
      readonly windowId: number;
      readonly channel: string;
      readonly message: unknown;
      readonly portIds: readonly number[];
    }
  | { readonly kind: 'port_frame'; readonly portId: number; readonly data: unknown }
  | { readonly kind: 'port_closed'; readonly portId: number }
  | { readonly kind: 'did'; readonly what: string; readonly detail: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown; readonly error: string | null };

export type Asked = { readonly id: number; readonly method: string; readonly args: readonly unknown[] };

export function tell(told: Told): void {
  process.send?.(told);
}

/** Something the app did to the system, for the test to look at. */
export function did(what: string, detail: unknown): void {
  tell({ kind: 'did', what, detail });
}

const ports = new Map<number, MessagePort>();
let nextPortId = 1;

/** The test's page holds the other end; frames are pumped between it and the port. */
export function exportPort(port: MessagePort): number {
  const portId = nextPortId++;
  ports.set(portId, port);
  port.on('message', (data: unknown) => tell({ kind: 'port_frame', portId, data }));
  port.on('close', () => {
    ports.delete(portId);
    tell({ kind: 'port_closed', portId });
  });
  return portId;
}

export function portFrame(portId: number, data: unknown): void {
  ports.get(portId)?.postMessage(data);
}

export function closePort(portId: number): void {
  ports.get(portId)?.close();
}

export function closeAllPorts(): void {
  for (const port of ports.values()) port.close();
}

type Methods = Readonly<Record<string, (...args: never[]) => unknown>>;

export function answerTests(methods: Methods): void {
  process.on('message', (asked: Asked) => {
    const method = methods[asked.method];
    Promise.resolve()
      .then(() => {
        if (method === undefined) throw new Error(`The double has no ${asked.method}`);
        return Reflect.apply(method, undefined, asked.args);
      })
      .then(
        (value) => tell({ kind: 'answer', id: asked.id, value, error: null }),
        (error: unknown) =>
          tell({
            kind: 'answer',
            id: asked.id,
            value: null,
            error: error instanceof Error ? error.message : String(error),
          }),
      );
  });
}

// The double's list of Ollamas: the first is the scenario's, and others stand beside it. What is added answers, unless its address
// says otherwise: port 9 is away, port 401 wants a header.
import { implement } from '@orpc/server';
import { appContract } from '../../../src/preload/contract/contract.ts';
import { firstOllama, type OllamaId } from '../../../src/preload/contract/ids.ts';
import type { OllamaState } from '../../../src/preload/contract/models.ts';
import type { OllamaDraft } from '../../../src/preload/contract/ollamas.ts';
import type { World } from './world.ts';

const os = implement(appContract);

export function ollamasOf(world: World): readonly OllamaState[] {
  const { ollamas } = world.settings.current();
  const all = [world.ollama.current(), ...world.others.current()];
  return ollamas.flatMap(({ id, name }) => {
    const state = all.find((one) => one.id === id);
    return state === undefined ? [] : [{ ...state, name }];
  });
}

export function ollamaOf(world: World, id: OllamaId): OllamaState {
  return ollamasOf(world).find((one) => one.id === id) ?? world.ollama.current();
}

/** At each change of any of them, and of the list. */
export async function* watchOllamas(world: World, signal: AbortSignal): AsyncGenerator<OllamaState[], void, void> {
  const changes = new EventTarget();
  const wake = (): void => void changes.dispatchEvent(new Event('change'));
  const stops = [world.ollama.subscribe(wake), world.others.subscribe(wake), world.settings.subscribe(wake)];
  signal.addEventListener('abort', wake, { once: true });
  try {
    while (!signal.aborted) {
      const next = new Promise((resolve) => changes.addEventListener('change', resolve, { once: true }));
      yield [...ollamasOf(world)];
      await next;
    }
  } finally {
    for (const stop of stops) stop();
  }
}

export function ollamasRouter(world: World) {
  const set = (patch: Partial<ReturnType<World['settings']['current']>>): void =>
    world.settings.set({ ...world.settings.current(), ...patch });
  return {
    put: os.ollamas.put.handler(({ input }) => {
      const { id, name, address, headers } = input;
      const { ollamas } = world.settings.current();
      if (!/^https?:\/\//.test(address)) return { kind: 'malformed', trouble: { code: 'no_scheme' } };
      const before = ollamas.find((one) => one.id === id);
      const missing = headers.filter(({ value }) => value === null);
      if (missing.length > 0 && ollamaOf(world, id).address !== address)
        return { kind: 'values_missing', names: missing.map((one) => one.name) };
      const isFirst = id === firstOllama;
      const record = { id, name, address: isFirst ? null : address, headers: headers.map((one) => one.name) };
      if (isFirst) world.ollama.set({ ...world.ollama.current(), address });
      else world.others.set([...world.others.current().filter((one) => one.id !== id), stateFor(world, input)]);
      set({
        ollamas: before === undefined ? [...ollamas, record] : ollamas.map((one) => (one.id === id ? record : one)),
        ...(isFirst ? { ollamaAddress: address } : {}),
      });
      return { kind: 'kept', headersIn: headers.length === 0 ? null : 'keychain' };
    }),
    remove: os.ollamas.remove.handler(({ input }) => {
      const { ollamas, usualOllama } = world.settings.current();
      const next = ollamas.filter(({ id }) => id !== input.id);
      const [first] = next;
      if (first === undefined) return { kind: 'last' };
      set({ ollamas: next, usualOllama: usualOllama === input.id ? first.id : usualOllama });
      return { kind: 'removed' };
    }),
    setUsual: os.ollamas.setUsual.handler(({ input }) => {
      set({ usualOllama: input.id });
      return { kind: 'ok' };
    }),
  };
}

function stateFor(world: World, { id, name, address, headers }: OllamaDraft): OllamaState {
  const isHere = /^https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::|\/|$)/.test(address);
  const at = { id, name, address, place: isHere ? 'this_computer' : 'other_computer' } as const;
  const failed = (code: 'ollama_unreachable' | 'ollama_unauthorized'): OllamaState => ({
    kind: 'unreachable',
    ...at,
    failure: { code, detail: null, canRetry: true },
    models: [],
  });
  if (address.includes(':9/') || address.endsWith(':9')) return failed('ollama_unreachable');
  if (address.endsWith(':401') && headers.length === 0) return failed('ollama_unauthorized');
  const first = world.ollama.current();
  const models = first.kind === 'ready' ? first.models.map((model) => ({ ...model, place: at.place })) : [];
  return { kind: 'ready', ...at, version: '0.24.0', models, otherCount: 0 };
}

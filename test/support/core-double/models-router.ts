// The models of the double's Ollama, over its memory: downloads that stand as the scenario has them, removals, copies.
import { implement } from '@orpc/server';
import { appContract } from '../../../src/preload/contract/contract.ts';
import type { Finding } from '../../../src/preload/contract/doctor.ts';
import type { Download, DownloadState } from '../../../src/preload/contract/downloads.ts';
import type { ManagedModel, ManagerState, RunningModel } from '../../../src/preload/contract/manager.ts';
import type { OllamaState } from '../../../src/preload/contract/models.ts';
import type { OllamaId } from '../../../src/preload/contract/ids.ts';
import { ollamaOf, watchOllamas } from './ollamas-router.ts';
import type { World } from './world.ts';

const os = implement(appContract);
const always = new AbortController().signal;
type ModelPlace = { readonly ollama: OllamaId; readonly name: string };
const tooBig = 'llama3.3:70b';

export function downloadsRouter(world: World) {
  const { downloads, removals } = world;
  const change = ({ ollama, name }: ModelPlace, state: DownloadState | null): { name: string } => {
    const next = downloads.current().flatMap((one): Download[] => {
      if (one.name !== name || one.ollama !== ollama) return [one];
      return state === null ? [] : [{ ...one, state }];
    });
    downloads.set(next);
    return { name };
  };
  return {
    watch: os.downloads.watch.handler(async function* ({ signal }) {
      for await (const list of downloads.watch(signal ?? always)) yield [...list];
    }),
    add: os.downloads.add.handler(({ input }) => {
      if (/\s/.test(input.name)) return { kind: 'malformed', trouble: { code: 'spaces' } };
      if (input.name === '') return { kind: 'malformed', trouble: { code: 'empty' } };
      if (input.name === tooBig && !input.anyway) return { kind: 'no_room', neededBytes: 43e9, freeBytes: 21.4e9 };
      const name = input.name.includes(':') ? input.name : `${input.name}:latest`;
      const added: Download = {
        ollama: input.ollama,
        name,
        askedAt: Date.now(),
        completedBytes: 0,
        totalBytes: 0,
        state: { kind: 'starting' },
      };
      downloads.set([...downloads.current().filter((one) => one.name !== name), added]);
      return { kind: 'added', name };
    }),
    pause: os.downloads.pause.handler(({ input }) => change(input, { kind: 'paused' })),
    resume: os.downloads.resume.handler(({ input }) => change(input, { kind: 'queued' })),
    cancel: os.downloads.cancel.handler(({ input }) => change(input, null)),
    removals: os.downloads.removals.handler(async function* ({ signal }) {
      for await (const list of removals.watch(signal ?? always)) yield [...list];
    }),
    remove: os.downloads.remove.handler(({ input }) => {
      const removal = {
        ollama: input.ollama,
        name: input.name,
        goesAt: world.goesAt(),
        state: { kind: 'waiting' as const },
      };
      removals.set([...removals.current().filter(({ name }) => name !== input.name), removal]);
      return removal;
    }),
    keep: os.downloads.keep.handler(({ input }) => {
      removals.set(removals.current().filter(({ name }) => name !== input.name));
      return { kind: 'kept' };
    }),
  };
}

export function doctorRouter(world: World) {
  return {
    examine: os.doctor.examine.handler(({ input }) => {
      const { address, place } = ollamaOf(world, input.id);
      return { address, place, platform: 'linux', findings: [...(world.scenario.findings ?? wellFindings)] };
    }),
  };
}

const wellFindings: readonly Finding[] = [
  { code: 'program_found' },
  { code: 'port_open', addresses: ['127.0.0.1'] },
  { code: 'answers', version: '0.24.0' },
  { code: 'models_there', models: 4 },
  { code: 'disk_enough', freeBytes: 21.4e9 },
];

export function managerRouter(world: World) {
  return {
    watch: os.manager.watch.handler(async function* ({ input, signal }) {
      for await (const all of watchOllamas(world, signal ?? always)) {
        const ollama = all.find(({ id }) => id === input.ollama);
        if (ollama === undefined) return;
        yield stateOf(ollama, world.running);
      }
    }),
    recommended: os.manager.recommended.handler(({ input }) => ({
      asOf: '2025-10',
      memoryBytes: ollamaOf(world, input.ollama).place === 'this_computer' ? 16.6e9 : null,
      freeBytes: 21.4e9,
      models: recommended,
    })),
    cloudAccount: os.manager.cloudAccount.handler(() => ({
      kind: 'signed_out',
      url: 'https://ollama.com/connect?name=box&key=c2FtcGxl',
    })),
    copy: os.manager.copy.handler(({ input }) =>
      /\s/.test(input.to) ? { kind: 'malformed', trouble: { code: 'spaces' } } : { kind: 'taken', name: input.to },
    ),
    unload: os.manager.unload.handler(() => ({ kind: 'ok' })),
    keepLoaded: os.manager.keepLoaded.handler(() => ({ kind: 'ok' })),
  };
}

const recommended = [
  { name: 'gemma4', sizeBytes: null, memoryBytes: 12e9, capabilities: [], from: 'ollama' as const },
  { name: 'gemma3:12b', sizeBytes: 8.1e9, memoryBytes: 16e9, capabilities: ['vision'], from: 'list' as const },
  {
    name: 'qwen3:14b',
    sizeBytes: 9.3e9,
    memoryBytes: 16e9,
    capabilities: ['tools', 'thinking'],
    from: 'list' as const,
  },
  { name: 'llama3.1:8b', sizeBytes: 4.9e9, memoryBytes: 10e9, capabilities: ['tools'], from: 'list' as const },
  { name: tooBig, sizeBytes: 43e9, memoryBytes: 64e9, capabilities: ['tools'], from: 'list' as const },
];

function stateOf(ollama: OllamaState, running: readonly RunningModel[]): ManagerState {
  const { id, address, place } = ollama;
  switch (ollama.kind) {
    case 'checking':
      return { kind: 'checking', id, address, place };
    case 'unreachable':
      return { kind: 'unreachable', id, address, place, failure: ollama.failure };
    case 'ready': {
      const own = ollama.models.filter((model) => !model.isDemo);
      return { kind: 'ready', id, address, place, models: own.map(managed), running: [...running] };
    }
  }
}

function managed({ name, place, sizeBytes, family, parameterSize, quantization }: ManagedModelSource): ManagedModel {
  const isQwen = family === 'qwen';
  return {
    name,
    place,
    sizeBytes,
    freesBytes: sizeBytes,
    family,
    parameterSize,
    quantization,
    contextLength: isQwen ? 40_960 : 131_072,
    capabilities: isQwen ? ['completion', 'tools', 'thinking'] : ['completion', 'vision'],
  };
}

type ManagedModelSource = Extract<OllamaState, { kind: 'ready' }>['models'][number];

// Situations of somebody who looks after the models of an Ollama.
import { firstOllama } from '../../../src/preload/contract/ids.ts';
import type { Download, DownloadState } from '../../../src/preload/contract/downloads.ts';
import type { RunningModel } from '../../../src/preload/contract/manager.ts';
import type { Scenario } from './scenarios.ts';

const download = (name: string, done: number, total: number, state: DownloadState): Download => ({
  ollama: firstOllama,
  name,
  askedAt: 0,
  completedBytes: Math.round(done * 1e9),
  totalBytes: Math.round(total * 1e9),
  state,
});

const going: readonly Download[] = [
  download('gemma3:12b', 3.42, 8.15, { kind: 'pulling', bytesPerS: 24_300_000, leftS: 195 }),
  download('hf.co/bartowski/Llama-3.2-3B-Instruct-GGUF:Q4_K_M', 0, 0, { kind: 'queued' }),
  download('qwen3:14b', 2.1, 9.28, { kind: 'paused' }),
  download('phi4:14b', 8.2, 9.05, {
    kind: 'failed',
    trouble: { code: 'disk_full', neededBytes: 850_000_000, freeBytes: 120_000_000 },
  }),
  download('lama3:latest', 0, 0, { kind: 'failed', trouble: { code: 'unknown_model' } }),
  download('gpt-oss:20b', 5.5, 13.8, { kind: 'retrying', trouble: { code: 'registry_unreachable' } }),
  download('llama3.2:1b', 1.32, 1.32, { kind: 'done' }),
];

export function modelScenarios(ready: (now: number) => Scenario) {
  const inMemory = (now: number): readonly RunningModel[] => [
    { name: 'gemma3:4b', sizeBytes: 5.3e9, gpuBytes: 4.1e9, contextLength: 8_192, unloadsAt: now + 4 * 60_000 },
    { name: 'gemma3:270m', sizeBytes: 0.6e9, gpuBytes: 0, contextLength: 4_096, unloadsAt: null },
  ];
  return {
    models: (now: number): Scenario => ({ ...ready(now), now, inMemory: inMemory(now) }),
    /** Something is in the way to Ollama. */
    'connection-refused': (now: number): Scenario => ({
      ...ready(now),
      findings: [
        { code: 'name_found', addresses: ['192.168.1.20'] },
        { code: 'port_refused', host: 'box.local', port: 11_434 },
      ],
    }),
    'connection-notes': (now: number): Scenario => ({
      ...ready(now),
      findings: [
        { code: 'program_found' },
        { code: 'port_open', addresses: ['127.0.0.1'] },
        { code: 'answers', version: '0.11.4' },
        { code: 'version_old', version: '0.11.4', wanted: '0.12.0' },
        { code: 'proxy_set', host: 'http://proxy.example:3128' },
        { code: 'models_there', models: 2 },
        { code: 'models_too_big', names: ['llama3.1:405b'], memoryBytes: 16.6e9 },
        { code: 'disk_low', freeBytes: 1.2e9 },
      ],
    }),
    'connection-family': (now: number): Scenario => ({
      ...ready(now),
      findings: [{ code: 'program_found' }, { code: 'other_family', address: 'http://[::1]:11434' }],
    }),
    downloading: (now: number): Scenario => ({ ...ready(now), downloads: going }),
    /** The first model is on its way. */
    'onboarding-downloading': (now: number): Scenario => ({
      ...ready(now),
      chats: [],
      ollama: {
        kind: 'ready',
        id: firstOllama,
        name: '',
        address: 'http://127.0.0.1:11434',
        place: 'this_computer',
        version: '0.24.0',
        models: [],
        otherCount: 0,
      },
      settings: { ...ready(now).settings, hasOnboarded: false },
      downloads: going.slice(0, 1),
    }),
  };
}

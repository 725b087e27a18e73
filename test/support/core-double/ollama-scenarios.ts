// Situations of somebody with several Ollamas: one here, one on another computer behind a proxy, and one that is away.
import { firstOllama, OllamaId } from '../../../src/preload/contract/ids.ts';
import type { Model, OllamaState } from '../../../src/preload/contract/models.ts';
import type { Scenario } from './scenarios.ts';

const workshop = OllamaId.parse('workshop');
const cellar = OllamaId.parse('cellar');
const models: readonly Model[] = ['gemma3:4b', 'llama3.3:70b'].map((name) => ({
  name,
  place: 'other_computer',
  sizeBytes: name === 'gemma3:4b' ? 3.3e9 : 43e9,
  family: 'llama',
  parameterSize: name === 'gemma3:4b' ? '4.3B' : '70.6B',
  quantization: 'Q4_K_M',
  isLoaded: name !== 'gemma3:4b',
  loadedContext: null,
  isDemo: false,
  canSee: false,
}));

const others: readonly OllamaState[] = [
  {
    kind: 'ready',
    id: workshop,
    name: 'Workshop',
    address: 'https://ollama.workshop.example',
    place: 'other_computer',
    version: '0.24.0',
    models: [...models],
    otherCount: 1,
  },
  {
    kind: 'unreachable',
    id: cellar,
    name: 'Cellar',
    address: 'http://192.168.1.20:11434',
    place: 'other_computer',
    failure: { code: 'ollama_unreachable', detail: null, canRetry: true },
    models: [],
  },
];

export function ollamaScenarios(ready: (now: number) => Scenario) {
  const several = (now: number): Scenario => ({
    ...ready(now),
    others,
    settings: {
      ...ready(now).settings,
      ollamas: [
        { id: firstOllama, name: '', address: null, headers: [] },
        { id: workshop, name: 'Workshop', address: 'https://ollama.workshop.example', headers: ['Authorization'] },
        { id: cellar, name: 'Cellar', address: 'http://192.168.1.20:11434', headers: [] },
      ],
    },
  });
  return { ollamas: several };
}

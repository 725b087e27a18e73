// Presets to look at, and the parameters of the newest sample chat.
import { ChatId } from '../../../src/preload/contract/ids.ts';
import { plainParameters, type Parameters, type Preset } from '../../../src/preload/contract/parameters.ts';
import { PresetId } from '../../../src/preload/contract/preset-id.ts';
import { sampleId } from './sample-chats.ts';

const preset = (n: number, name: string, parameters: Partial<Parameters>, isDefault = false): Preset => ({
  id: PresetId.parse(sampleId(70, n)),
  name,
  parameters: { ...plainParameters, ...parameters },
  isDefault,
});

export const samplePresets: Preset[] = [
  preset(1, 'Facts as JSON', {
    temperature: 0,
    format: { kind: 'schema', schema: '{ "type": "object", "properties": { "city": { "type": "string" } } }' },
  }),
  preset(2, 'Short and plain', { systemPrompt: 'Answer in two sentences at most.', temperature: 0.3 }, true),
];

export const sampleParameters: readonly (readonly [ChatId, Parameters])[] = [
  [ChatId.parse(sampleId(1, 1)), { ...plainParameters, temperature: 0.4, numCtx: 16_384, seed: 7 }],
];

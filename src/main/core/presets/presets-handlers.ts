// The parameters' and the presets' parts of the contract, answered by the feature.
import { implement } from '@orpc/server';
import { readSchema } from '../../../preload/contract/answer-schema.ts';
import { parameters, presets } from '../../../preload/contract/parameters.ts';
import { signalOf } from '../call-signal.ts';
import type { PresetsFeature } from './presets.ts';

const os = implement({ parameters, presets });

export function presetsHandlers(feature: PresetsFeature) {
  return {
    parameters: {
      set: os.parameters.set.handler(({ input, errors }) =>
        found(feature.set(input.chatId, input.parameters), errors.chat_not_found),
      ),
      checkSchema: os.parameters.checkSchema.handler(({ input }) => {
        const check = readSchema(input.text);
        return check.kind === 'ok' ? { kind: 'ok' } : check;
      }),
    },
    presets: {
      watch: os.presets.watch.handler(async function* ({ signal }) {
        yield* feature.presets.watch(signalOf(signal));
      }),
      save: os.presets.save.handler(({ input, errors }) => found(feature.save(input), errors.too_many)),
      rename: os.presets.rename.handler(({ input, errors }) =>
        found(feature.rename(input.id, input.name), errors.preset_not_found),
      ),
      setDefault: os.presets.setDefault.handler(({ input, errors }) =>
        found(feature.setDefault(input.id), errors.preset_not_found),
      ),
      remove: os.presets.remove.handler(({ input, errors }) => ({
        id: found(feature.remove(input.id), errors.preset_not_found).id,
      })),
      restore: os.presets.restore.handler(({ input, errors }) =>
        found(feature.restore(input.id), errors.preset_not_found),
      ),
    },
  };
}

function found<T>(answer: T | null, no: () => Error): T {
  if (answer === null) throw no();
  return answer;
}

// Which models a search finds: each word of it has to stand somewhere in what is said of the model. Pure.
import type { ManagedModel } from '../../../preload/contract/manager.ts';
import { sayCapabilities } from '../../shared/downloads/capabilities.tsx';

export function matching(models: readonly ManagedModel[], query: string): readonly ManagedModel[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  return models.filter((model) => {
    const said = [
      model.name,
      model.family ?? '',
      model.quantization ?? '',
      model.parameterSize ?? '',
      ...sayCapabilities(model.capabilities),
    ]
      .join(' ')
      .toLowerCase();
    return wanted.every((word) => said.includes(word));
  });
}

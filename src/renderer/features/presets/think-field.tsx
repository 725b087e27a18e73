// Whether the model thinks before it answers, and how long, as far as it can be told.
import type { ThinkLevel } from '../../../preload/contract/think-level.ts';
import { Segmented } from '../../ui/segmented.tsx';
import type { Tuning } from './use-parameters.ts';
import { words } from '../../words.ts';

type ThinkFieldProps = Pick<Tuning, 'parameters' | 'change'> & {
  /** null: not known yet. */
  readonly levels: readonly ThinkLevel[] | null;
  readonly isHosted: boolean;
};

const own = 'own';

export function ThinkField({ parameters, change, levels, isHosted }: ThinkFieldProps) {
  const { name, hint, own: ownName, levels: names, cannot, hosted } = words.parameters.think;
  if (levels === null || (levels.length === 0 && parameters.think === null))
    return levels === null ? null : <p className="text-sm text-ink-3">{cannot}</p>;
  const chosen = parameters.think !== null && !levels.includes(parameters.think) ? [parameters.think] : [];
  return (
    <div className="flex flex-col gap-1.5">
      <p className="text-sm font-medium">{name}</p>
      <Segmented<ThinkLevel | typeof own>
        label={name}
        className="flex-wrap self-start"
        value={parameters.think ?? own}
        options={[
          { value: own, label: ownName },
          ...[...levels, ...chosen].map((level) => ({ value: level, label: names[level] })),
        ]}
        onChange={(level) => change({ think: level === own ? null : level })}
      />
      <p className="text-sm text-ink-3">{isHosted ? `${hint} ${hosted}` : levels.length === 0 ? cannot : hint}</p>
    </div>
  );
}

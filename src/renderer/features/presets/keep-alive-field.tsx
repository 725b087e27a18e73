// How long Ollama keeps the model in memory after an answer.
import { keepAliveForever } from '../../../preload/contract/parameter-bounds.ts';
import { Select } from '../../ui/select.tsx';
import type { Tuning } from './use-parameters.ts';
import { words } from '../../words.ts';

type KeepAliveFieldProps = Pick<Tuning, 'parameters' | 'change'> & { readonly isBarred: boolean };

const own = 'own';
const offered = [0, 300, 1_800, 3_600, 14_400, keepAliveForever];

export function KeepAliveField({ parameters, change, isBarred }: KeepAliveFieldProps) {
  const { keepAliveS } = parameters;
  const { name, hint } = words.parameters.keepAlive;
  const seconds = keepAliveS === null || offered.includes(keepAliveS) ? offered : [keepAliveS, ...offered];
  return (
    <Select
      label={name}
      value={keepAliveS === null ? own : String(keepAliveS)}
      options={[
        { value: own, label: words.parameters.keepAlive.own },
        ...seconds.map((s) => ({ value: String(s), label: sayDuration(s) })),
      ]}
      disabled={isBarred}
      onChange={(value) => change({ keepAliveS: value === own ? null : Number(value) })}
      hint={isBarred ? words.parameters.notHosted : hint}
    />
  );
}

function sayDuration(s: number): string {
  const { atOnce, forever, seconds, minutes, hours } = words.parameters.keepAlive;
  if (s === keepAliveForever) return forever;
  if (s === 0) return atOnce;
  if (s % 3_600 === 0) return hours(s / 3_600);
  return s % 60 === 0 ? minutes(s / 60) : seconds(s);
}

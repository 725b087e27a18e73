// A step of the Markdown reader, as its maker lends it, with other options.
import type { Streamdown } from 'streamdown';
import type { ComponentProps } from 'react';

type Steps = NonNullable<ComponentProps<typeof Streamdown>['remarkPlugins']>;
export type Step = Steps[number];

export function withOptions(step: Step, options: Readonly<Record<string, unknown>>): Step {
  if (typeof step === 'function') return [step, options];
  return Array.isArray(step) ? [step[0], options] : step;
}

// The first minutes are shown once, so that no later start fetches them.
import { createElement, useEffect, type ComponentProps } from 'react';
import { createLatePart } from '../../shared/late-part.ts';
import type { Onboarding } from './onboarding.tsx';

const late = createLatePart('onboarding', () => import('./onboarding.tsx'));

export function OnboardingPart(props: ComponentProps<typeof Onboarding>) {
  const part = late.usePart();
  useEffect(() => void late.fetch(), []);
  return part === null ? null : createElement(part.Onboarding, props);
}

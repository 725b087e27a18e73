// Whether the first-start screen is due, and how one leaves it.
import { useCallback, useState } from 'react';
import { useChats, useCore, useOllamas, useSettings, useUsualOllama } from '../../rpc/core-context.tsx';
import { needsOnboarding } from './onboarding-view.ts';

export type OnboardingState = { readonly isDue: boolean; readonly finish: () => void };

/** Once shown it stays until it is left, so that Ollama's arrival is seen. Leaving it holds for as long as the page stands, and is remembered. `isModelHosted`: of the chat that is open. */
export function useOnboarding(isModelHosted: boolean): OnboardingState {
  const core = useCore();
  const [stage, setStage] = useState<'unneeded' | 'shown' | 'left'>('unneeded');
  const settings = useSettings().value;
  const usual = useUsualOllama();
  // A model of whichever of them is enough to begin.
  const ollama = useOllamas().value?.find((one) => one.kind === 'ready' && one.models.length > 0) ?? usual;
  const list = useChats().value;
  const isNeeded = needsOnboarding({
    hasOnboarded: settings?.hasOnboarded ?? null,
    ollama,
    chatCount: list === null ? null : list.chats.length + list.unlisted,
    isModelHosted,
  });
  if (isNeeded && stage === 'unneeded') setStage('shown');
  const finish = useCallback(() => {
    setStage('left');
    core.settings.set({ hasOnboarded: true }).catch(() => undefined);
  }, [core]);
  return { isDue: stage === 'shown' && !isModelHosted, finish };
}

// Which face the first start shows, from what Ollama says.
import type { FailureCode } from '../../../preload/contract/failure.ts';
import type { HostedState } from '../../../preload/contract/hosted.ts';
import type { OllamaState } from '../../../preload/contract/models.ts';
import { words } from '../../words.ts';

export type OnboardingView =
  | { readonly kind: 'looking' }
  | { readonly kind: 'install' }
  | { readonly kind: 'start' }
  /** Something is wrong with the address or with what answers there. */
  | { readonly kind: 'address'; readonly code: FailureCode }
  /** `otherCount`: models that are installed but cannot chat. */
  | { readonly kind: 'no_models'; readonly otherCount: number }
  | { readonly kind: 'ready'; readonly modelCount: number; readonly version: string | null };

export function onboardingView(state: OllamaState | null): OnboardingView {
  if (state === null) return { kind: 'looking' };
  switch (state.kind) {
    case 'checking':
      return { kind: 'looking' };
    case 'ready': {
      const modelCount = state.models.filter((model) => !model.isDemo).length;
      return modelCount === 0
        ? { kind: 'no_models', otherCount: state.otherCount }
        : { kind: 'ready', modelCount, version: state.version };
    }
    case 'unreachable':
      return awayView(state.failure.code);
  }
}

function awayView(code: FailureCode): OnboardingView {
  if (code === 'ollama_not_installed') return { kind: 'install' };
  if (code === 'ollama_not_running') return { kind: 'start' };
  return { kind: 'address', code };
}

/**
 * Whether the first-start screen stands in place of the chat: while there is neither a model to talk to nor a chat to read, and once it
 * was finished or skipped only where Ollama does not answer. A chat with a hosted model needs no Ollama.
 * false while not everything is known, so that it never flashes by.
 */
export function needsOnboarding(known: {
  readonly hasOnboarded: boolean | null;
  readonly ollama: OllamaState | null;
  readonly chatCount: number | null;
  readonly isModelHosted: boolean;
}): boolean {
  const { hasOnboarded, ollama, chatCount, isModelHosted } = known;
  if (hasOnboarded === null || ollama === null || chatCount === null || ollama.kind === 'checking') return false;
  if (ollama.models.length > 0 || isModelHosted || chatCount > 0) return false;
  return !hasOnboarded || ollama.kind === 'unreachable';
}

/** The hosted models stand beside the steps as long as there is no model of one's own, and they can be asked. */
export function offersHosted(view: OnboardingView, hosted: HostedState | null): hosted is HostedState {
  return view.kind !== 'ready' && hosted !== null && hosted.isReachable && hosted.models.length > 0;
}

/** What the first lines promise: no more than what holds at this address. */
export function sayWelcome(state: OllamaState | null): string {
  switch (state?.place ?? 'other_computer') {
    case 'this_computer':
      return words.onboarding.local;
    case 'other_computer':
    case 'cloud':
      return words.onboarding.elsewhere;
  }
}

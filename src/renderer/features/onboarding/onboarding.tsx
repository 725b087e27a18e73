// The first minutes: hello, is Ollama here, how it comes here, a model, and on. It follows Ollama by itself and never holds anyone.
import { ArrowRight, FlaskConical } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { useAsked, useCore, useHosted, useSettings, useUsualOllama } from '../../rpc/core-context.tsx';
import { Button } from '../../ui/button.tsx';
import { TallyMark } from '../../ui/tally-mark.tsx';
import { HostedChoice } from './hosted-choice.tsx';
import { OllamaSteps } from './ollama-steps.tsx';
import { offersHosted, onboardingView, sayWelcome } from './onboarding-view.ts';
import { words } from '../../words.ts';

/** Long enough to read that it worked; then the chat opens by itself. */
const readyShownMs = 2_400;

type OnboardingProps = {
  readonly onFinish: () => void;
  readonly onChooseHosted: (name: string) => void;
};

export function Onboarding({ onFinish, onChooseHosted }: OnboardingProps): ReactNode {
  const core = useCore();
  const ollama = useUsualOllama();
  const { value: hosted } = useHosted();
  const { value: settings } = useSettings();
  const info = useAsked('info', (asked, signal) => asked.app.info(undefined, { signal }));
  const view = onboardingView(ollama);
  const platform = info.kind === 'answered' ? info.answer.platform : 'linux';
  const isReady = view.kind === 'ready';
  useEffect(() => {
    if (!isReady) return;
    const timer = setTimeout(onFinish, readyShownMs);
    return () => clearTimeout(timer);
  }, [isReady, onFinish]);
  const tryDemo = (): void => {
    core.settings.set({ isDemoModelOn: true }).then(onFinish, () => undefined);
  };
  return (
    <main className="h-full overflow-y-auto">
      <div className="mx-auto flex min-h-full max-w-xl flex-col justify-center px-6 py-4">
        <header>
          <TallyMark size={56} className="-ml-1.5" />
          <h1 className="mt-6 text-2xl font-semibold tracking-tight">{words.onboarding.welcome}</h1>
          <p className="mt-2 text-read text-ink-2">{sayWelcome(ollama)}</p>
        </header>
        <OllamaSteps view={view} platform={platform} address={settings?.ollamaAddress ?? null} />
        {offersHosted(view, hosted) ? <HostedChoice hosted={hosted} onChoose={onChooseHosted} /> : null}
        <footer className="mt-8 flex flex-wrap items-center gap-x-2 gap-y-3">
          {isReady ? (
            // The one thing left to do, and it does itself in a moment.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            <Button variant="primary" size="lg" autoFocus onClick={onFinish}>
              {words.onboarding.start}
              <ArrowRight aria-hidden="true" className="size-4" />
            </Button>
          ) : (
            <>
              <Button
                variant="secondary"
                icon={<FlaskConical aria-hidden="true" className="size-4" />}
                onClick={tryDemo}
                aria-describedby="demo-note"
              >
                {words.onboarding.tryDemo}
              </Button>
              <Button variant="ghost" onClick={onFinish}>
                {words.onboarding.skip}
              </Button>
              <p id="demo-note" className="basis-full text-sm text-ink-3">
                {words.onboarding.demoNote}
              </p>
            </>
          )}
        </footer>
      </div>
    </main>
  );
}

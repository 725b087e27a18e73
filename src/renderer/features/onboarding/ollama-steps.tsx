// What stands between the person and the first answer, one card for each case, each ending by itself.
import { CircleCheck, Download } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AppInfo } from '../../../preload/contract/app.ts';
import { words } from '../../words.ts';
import { Card } from '../../ui/card.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { AddressCheck } from './address-check.tsx';
import { CopyLine } from '../../shared/copy-line.tsx';
import { Disclosure } from './disclosure.tsx';
import { FirstModel } from './first-model.tsx';
import { installHint, pullHints } from '../../shared/install-hint.ts';
import type { OnboardingView } from './onboarding-view.ts';

type OllamaStepsProps = {
  readonly view: OnboardingView;
  readonly platform: AppInfo['platform'];
  readonly address: string | null;
};

export function OllamaSteps({ view, platform, address }: OllamaStepsProps): ReactNode {
  switch (view.kind) {
    case 'looking':
      return (
        <Step title={words.onboarding.looking.title} note={words.onboarding.looking.note}>
          {words.onboarding.looking.text}
        </Step>
      );
    case 'install':
      return (
        <Step title={words.failures.ollama_not_installed.title} note={words.onboarding.waitingForOllama}>
          <p>{words.onboarding.whatOllamaIs}</p>
          <Install platform={platform} />
          <OtherAddress address={address} />
        </Step>
      );
    case 'start':
      return (
        <Step title={words.failures.ollama_not_running.title} note={words.onboarding.waitingForOllama}>
          <p>{words.onboarding.startOllama[platform]}</p>
          <CopyLine command="ollama serve" />
          <Disclosure question={words.onboarding.notInstalledYet}>
            <Install platform={platform} />
          </Disclosure>
          <OtherAddress address={address} />
        </Step>
      );
    case 'address': {
      const { title, remedy } = words.failures[view.code];
      return (
        <Step title={title} note={words.onboarding.checkingAgain}>
          <p>{remedy}</p>
          {address === null ? null : <AddressCheck address={address} className="mt-4" />}
        </Step>
      );
    }
    case 'no_models':
      return (
        <Step
          title={view.otherCount === 0 ? words.onboarding.noModels : words.onboarding.noChatModels}
          note={words.onboarding.waitingForModel}
        >
          <FirstModel />
          <Disclosure question={words.onboarding.orFromTerminal}>
            {pullHints().map((hint) => (
              <div key={hint.command}>
                <CopyLine command={hint.command} />
                <p className="mt-1 text-sm text-ink-3">{hint.note}</p>
              </div>
            ))}
          </Disclosure>
        </Step>
      );
    case 'ready':
      return (
        <Card className="mt-8 flex animate-rise items-center gap-3" role="status">
          <CircleCheck aria-hidden="true" className="size-5 shrink-0 text-positive" />
          <p>
            <span className="font-medium">{words.onboarding.ready(view.version)}</span>
            <span className="text-ink-2">{words.onboarding.withModels(view.modelCount)}</span>
          </p>
        </Card>
      );
  }
}

/** `note`: what is being waited for. */
function Step({
  title,
  note,
  children,
}: {
  readonly title: string;
  readonly note: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <Card className="mt-8 p-6" aria-label={title}>
      <div role="status">
        <h2 className="text-lg font-semibold tracking-tight">{title}</h2>
      </div>
      <div className="mt-1.5 text-ink-2">{children}</div>
      <p className="mt-5 flex items-center gap-2.5 border-t border-line pt-4 text-sm text-ink-2">
        <Spinner size={18} label={null} />
        {note}
      </p>
    </Card>
  );
}

function Install({ platform }: { readonly platform: AppInfo['platform'] }): ReactNode {
  const hint = installHint(platform);
  return (
    <div className="mt-4">
      <a
        href={hint.download}
        target="_blank"
        rel="noopener noreferrer"
        className="inline-flex h-9 items-center gap-2 rounded-md bg-accent px-3.5 font-medium text-on-accent shadow-rest transition-colors hover:bg-accent-hover"
      >
        <Download aria-hidden="true" className="size-4" />
        {words.onboarding.download}
      </a>
      <p className="mt-4">{words.onboarding.or[platform]}</p>
      <CopyLine command={hint.command} />
    </div>
  );
}

function OtherAddress({ address }: { readonly address: string | null }): ReactNode {
  if (address === null) return null;
  return (
    <Disclosure question={words.onboarding.otherComputer}>
      <AddressCheck address={address} className="mt-3" />
    </Disclosure>
  );
}

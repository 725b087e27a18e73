// What stands between the person and the first answer, one card for each case, each ending by itself.
import { CircleCheck, Download } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AppInfo } from '../../../preload/contract/app.ts';
import { sayFailure } from '../../../preload/contract/failure-text.ts';
import { Card } from '../../ui/card.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { AddressCheck } from './address-check.tsx';
import { CopyLine } from './copy-line.tsx';
import { installHint, pullHints, startHint } from './install-hint.ts';
import type { OnboardingView } from './onboarding-view.ts';

type OllamaStepsProps = { readonly view: OnboardingView; readonly platform: AppInfo['platform']; readonly address: string | null };

export function OllamaSteps({ view, platform, address }: OllamaStepsProps): ReactNode {
  switch (view.kind) {
    case 'looking':
      return (
        <Step isWaiting title="Looking for Ollama">
          Ollama is the program that runs the models. This takes a moment.
        </Step>
      );
    case 'install':
      return (
        <Step isWaiting title={sayFailure('ollama_not_installed').title} note="Waiting for Ollama. This goes on by itself as soon as it runs.">
          <p>Ollama is the free program that runs the models. Install it once:</p>
          <Install platform={platform} />
          <OtherAddress address={address} />
        </Step>
      );
    case 'start':
      return (
        <Step isWaiting title={sayFailure('ollama_not_running').title} note="Waiting for Ollama. This goes on by itself as soon as it runs.">
          <p>{startHint(platform)}</p>
          <CopyLine command="ollama serve" />
          <details className="mt-4">
            <summary className="w-fit rounded-sm text-sm text-accent-ink underline-offset-4 hover:underline">Not installed yet?</summary>
            <Install platform={platform} />
          </details>
          <OtherAddress address={address} />
        </Step>
      );
    case 'address': {
      const words = sayFailure(view.code);
      return (
        <Step isWaiting title={words.title} note="Asked anew every few seconds.">
          <p>{words.remedy}</p>
          {address === null ? null : <AddressCheck address={address} className="mt-4" />}
        </Step>
      );
    }
    case 'no_models':
      return (
        <Step isWaiting title="Ollama runs, and has no model yet" note="Waiting for the first model. It appears here once it is fetched.">
          <p>Fetch one in a terminal:</p>
          {pullHints.map((hint) => (
            <div key={hint.command}>
              <CopyLine command={hint.command} />
              <p className="mt-1 text-sm text-ink-3">{hint.note}</p>
            </div>
          ))}
        </Step>
      );
    case 'ready':
      return (
        <Card className="mt-8 flex animate-rise items-center gap-3" role="status">
          <CircleCheck aria-hidden="true" className="size-5 shrink-0 text-positive" />
          <p>
            <span className="font-medium">Ollama {view.version} is ready</span>
            <span className="text-ink-2"> with {view.modelCount === 1 ? 'one model' : `${view.modelCount} models`}.</span>
          </p>
        </Card>
      );
  }
}

function Step({ title, note, isWaiting, children }: { readonly title: string; readonly note?: string; readonly isWaiting: boolean; readonly children: ReactNode }): ReactNode {
  return (
    <Card className="mt-8 p-6" aria-label={title}>
      <h2 role="status" className="flex items-center gap-3 text-lg font-semibold tracking-tight">
        {isWaiting ? <Spinner size={22} label={null} /> : null}
        {title}
      </h2>
      <div className="mt-3 text-ink-2">{children}</div>
      {note === undefined ? null : <p className="mt-5 border-t border-line pt-3 text-sm text-ink-3">{note}</p>}
    </Card>
  );
}

function Install({ platform }: { readonly platform: AppInfo['platform'] }): ReactNode {
  const hint = installHint(platform);
  const download = (
    <a href={hint.download} target="_blank" rel="noopener noreferrer" className="inline-flex items-center gap-1.5 rounded-sm font-medium text-accent-ink underline-offset-4 hover:underline">
      <Download aria-hidden="true" className="size-4" />
      Download it from ollama.com
    </a>
  );
  return (
    <div className="mt-3">
      <p>
        {download}
        <span>, or run this {hint.where}:</span>
      </p>
      <CopyLine command={hint.command} />
    </div>
  );
}

function OtherAddress({ address }: { readonly address: string | null }): ReactNode {
  if (address === null) return null;
  return (
    <details className="mt-4">
      <summary className="w-fit rounded-sm text-sm text-accent-ink underline-offset-4 hover:underline">Ollama runs on another computer?</summary>
      <AddressCheck address={address} className="mt-3" />
    </details>
  );
}

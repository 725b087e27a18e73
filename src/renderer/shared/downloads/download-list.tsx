// The downloads as they go: how far, how fast, what is in the way, and what can be done about it.
import { CircleCheck, Pause, Play, RotateCw, TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Download } from '../../../preload/contract/downloads.ts';
import { useCore } from '../../rpc/core-context.tsx';
import { cx } from '../../ui/cx.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { MiddleText } from '../../ui/middle-text.tsx';
import { words } from '../../words.ts';
import { lookOf, type DownloadLook } from './download-words.ts';

export function DownloadList({ downloads }: { readonly downloads: readonly Download[] }): ReactNode {
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-raised">
      {downloads.map((download) => (
        <Entry key={`${download.ollama} ${download.name}`} download={download} />
      ))}
    </ul>
  );
}

function Entry({ download }: { readonly download: Download }): ReactNode {
  const { name } = download;
  const look = lookOf(download);
  return (
    <li className="px-4 py-2.5" aria-label={name}>
      <div className="flex items-center gap-2">
        <MiddleText text={name} className="flex-1 font-medium" />
        <Actions download={download} />
      </div>
      {look.share === null ? null : <Bar name={name} share={look.share} isBad={look.tone === 'bad'} />}
      <p role="status" className="mt-1 flex items-start gap-1.5 text-sm wrap-anywhere text-ink-2 tabular-nums">
        <Sign tone={look.tone} />
        <span>{look.line}</span>
      </p>
    </li>
  );
}

function Sign({ tone }: Pick<DownloadLook, 'tone'>): ReactNode {
  if (tone === 'bad') return <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warning" />;
  if (tone === 'good') return <CircleCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-positive" />;
  return null;
}

const barLook =
  'mt-1.5 block h-1.5 w-full appearance-none overflow-hidden rounded-full bg-press forced-colors:appearance-auto [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-transparent [&::-webkit-progress-value]:bg-accent';

function Bar({
  name,
  share,
  isBad,
}: {
  readonly name: string;
  readonly share: number;
  readonly isBad: boolean;
}): ReactNode {
  return (
    <progress
      aria-label={words.downloads.bar(name)}
      max={1}
      value={share}
      className={cx(barLook, isBad && 'opacity-60')}
    />
  );
}

function Actions({ download: { ollama, name, state } }: { readonly download: Download }): ReactNode {
  const { downloads } = useCore();
  const ignore = (): undefined => undefined;
  const resume = (): void => void downloads.resume({ ollama, name }).catch(ignore);
  const isGoing = ['queued', 'starting', 'pulling', 'finishing', 'retrying'].includes(state.kind);
  return (
    <>
      {isGoing ? (
        <IconButton
          size="sm"
          label={words.downloads.pause(name)}
          icon={<Pause />}
          onClick={() => void downloads.pause({ ollama, name }).catch(ignore)}
        />
      ) : null}
      {state.kind === 'paused' ? (
        <IconButton size="sm" label={words.downloads.resume(name)} icon={<Play />} onClick={resume} />
      ) : null}
      {state.kind === 'failed' ? (
        <IconButton size="sm" label={words.downloads.retry(name)} icon={<RotateCw />} onClick={resume} />
      ) : null}
      <IconButton
        size="sm"
        label={state.kind === 'done' ? words.downloads.dismiss(name) : words.downloads.cancel(name)}
        icon={<X />}
        onClick={() => void downloads.cancel({ ollama, name }).catch(ignore)}
      />
    </>
  );
}

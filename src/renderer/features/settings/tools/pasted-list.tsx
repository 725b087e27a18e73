// What a pasted list would come to: each server with what it runs, which would not be added and why, and what cannot be used.
import { useEffect, useRef, type ReactNode } from 'react';
import type { PreviewedServer, PreviewedServers } from '../../../../preload/contract/tools.ts';
import { words } from '../../../words.ts';
import { ShownWay } from './shown-way.tsx';

export type Preview = Extract<PreviewedServers, { kind: 'read' }>;

/** More of what cannot be used would say no more. */
const skippedMax = 50;

export function PastedList({ preview: { servers, skipped } }: { readonly preview: Preview }): ReactNode {
  const say = words.tools.pasting;
  const heading = useRef<HTMLParagraphElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="flex flex-col gap-3">
      <p ref={heading} tabIndex={-1} className="font-medium outline-none">
        {say.found(servers.filter(({ trouble }) => trouble === null).length, servers.length)}
      </p>
      {servers.length === 0 ? null : (
        <ul aria-label={say.servers} className="divide-y divide-line rounded-lg border border-line bg-raised">
          {servers.map((server, index) => (
            <Entry key={index} server={server} />
          ))}
        </ul>
      )}
      {skipped.length === 0 ? null : (
        <div className="text-sm text-ink-2">
          <p className="font-medium text-ink">{say.unusable}</p>
          <ul className="mt-1 list-disc ps-5 wrap-anywhere">
            {skipped.slice(0, skippedMax).map((one, index) => (
              <li key={index}>{say.skipped(one)}</li>
            ))}
          </ul>
          {skipped.length > skippedMax ? <p className="mt-1">{say.more(skipped.length - skippedMax)}</p> : null}
        </div>
      )}
    </div>
  );
}

function Entry({ server: { name, way, trouble } }: { readonly server: PreviewedServer }): ReactNode {
  return (
    <li aria-label={name} className="flex flex-col gap-2 px-4 py-3">
      <p className={trouble === null ? 'font-medium wrap-anywhere' : 'font-medium wrap-anywhere text-ink-3'}>{name}</p>
      {trouble === null ? null : <p className="text-sm text-warning">{words.tools.pasting.notAdded[trouble]}</p>}
      <ShownWay way={way} />
    </li>
  );
}

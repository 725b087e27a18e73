// What this is, which version, and every host it may talk to.
import type { ReactNode } from 'react';
import { useAsked } from '../../rpc/core-context.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { TallyMark } from '../../ui/tally-mark.tsx';
import { words } from '../../words.ts';

export function AboutPage(): ReactNode {
  const asked = useAsked('info', (core, signal) => core.app.info(undefined, { signal }));
  if (asked.kind === 'asking') return <Spinner label={words.settings.about.loading} />;
  if (asked.kind === 'failed') return <p className="text-ink-2">{words.settings.about.notLoaded}</p>;
  const info = asked.answer;
  return (
    <div>
      <div className="flex items-center gap-4">
        <TallyMark size={48} />
        <div>
          <p className="text-lg font-semibold tracking-tight">{words.page.appName}</p>
          <p className="text-ink-2">{words.settings.about.version(info)}</p>
        </div>
      </div>
      <p className="mt-5 max-w-prose text-ink-2">{words.settings.about.tallySticks}</p>
      <h3 className="mt-6 font-medium">{words.settings.about.connections}</h3>
      <p className="text-sm text-ink-3">{words.settings.about.noOthers}</p>
      <ul className="mt-2 divide-y divide-line rounded-lg border border-line">
        {info.outboundHosts.map((host) => (
          <li key={host} className="px-4 py-2 font-mono text-sm [overflow-wrap:anywhere]">
            {host}
          </li>
        ))}
      </ul>
      <p className="mt-6 flex flex-wrap gap-x-5 gap-y-1 text-sm">
        <Link href="https://ollama.com/library">{words.settings.about.models}</Link>
        <Link href="https://docs.ollama.com">{words.settings.about.documentation}</Link>
      </p>
    </div>
  );
}

function Link({ href, children }: { readonly href: string; readonly children: ReactNode }): ReactNode {
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      className="rounded-sm text-accent-ink underline-offset-4 hover:underline"
    >
      {children}
    </a>
  );
}

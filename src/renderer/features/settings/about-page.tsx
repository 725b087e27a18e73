// What this is, which version, and every host it may talk to.
import type { ReactNode } from 'react';
import { useAsked } from '../../rpc/core-context.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { TallyMark } from '../../ui/tally-mark.tsx';

const shells = { electron: 'desktop app', web: 'in the browser' } as const;
const platforms = { linux: 'Linux', macos: 'macOS', windows: 'Windows' } as const;

export function AboutPage(): ReactNode {
  const asked = useAsked('info', (core, signal) => core.app.info(undefined, { signal }));
  if (asked.kind === 'asking') return <Spinner label="Loading version" />;
  if (asked.kind === 'failed') return <p className="text-ink-2">Couldn’t load the version.</p>;
  const info = asked.answer;
  return (
    <div>
      <div className="flex items-center gap-4">
        <TallyMark size={48} />
        <div>
          <p className="text-lg font-semibold tracking-tight">Tallystick</p>
          <p className="text-ink-2">
            Version {info.version}, {shells[info.shell]} on {platforms[info.platform]}
          </p>
        </div>
      </div>
      <p className="mt-5 max-w-prose text-ink-2">
        Tally sticks were split in two so that both sides of a debt held the same record and neither could change it
        alone. The app keeps one half of every charge, and the server keeps the other.
      </p>
      <h3 className="mt-6 font-medium">Network connections</h3>
      <p className="text-sm text-ink-3">The app contacts no other hosts. No analytics, no telemetry.</p>
      <ul className="mt-2 divide-y divide-line rounded-lg border border-line">
        {info.outboundHosts.map((host) => (
          <li key={host} className="px-4 py-2 font-mono text-sm [overflow-wrap:anywhere]">
            {host}
          </li>
        ))}
      </ul>
      <p className="mt-6 flex flex-wrap gap-x-5 gap-y-1 text-sm">
        <Link href="https://ollama.com/library">Models for Ollama</Link>
        <Link href="https://docs.ollama.com">Ollama’s documentation</Link>
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

// What a server runs, or where it connects to, exactly as it is.
import type { ReactNode } from 'react';
import type { ToolServerWay } from '../../../../preload/contract/tools.ts';
import { words } from '../../../words.ts';
import { commandLine } from './command-line.ts';

type ShownWayProps = { readonly way: ToolServerWay };

export function ShownWay({ way }: ShownWayProps): ReactNode {
  const names = way.kind === 'stdio' ? way.env : way.headers;
  return (
    <div className="flex flex-col gap-1 text-sm text-ink-2">
      <CommandText text={way.kind === 'stdio' ? commandLine(way) : way.url} />
      {way.kind === 'stdio' && way.cwd !== null ? (
        <p className="wrap-anywhere">{words.tools.server.inFolder(way.cwd)}</p>
      ) : null}
      {names.length === 0 ? null : <p className="wrap-anywhere">{words.tools.server.given(names)}</p>}
    </div>
  );
}

export function CommandText({ text }: { readonly text: string }): ReactNode {
  return (
    <code
      dir="ltr"
      className="block rounded-md border border-line bg-code px-2.5 py-1.5 font-mono text-sm wrap-anywhere whitespace-pre-wrap [font-variant-ligatures:none] [unicode-bidi:isolate] text-code-ink"
    >
      {text}
    </code>
  );
}

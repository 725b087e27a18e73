// What a model can do beside answering in words, as small signs.
import type { ReactNode } from 'react';
import { words } from '../../words.ts';

export function Capabilities({ of }: { readonly of: readonly string[] | null }): ReactNode {
  return sayCapabilities(of).map((text) => (
    <span
      key={text}
      className="inline-flex h-5 shrink-0 items-center rounded-full border border-line px-2 text-2xs font-medium text-ink-2"
    >
      {text}
    </span>
  ));
}

/** Those that have a word; "completion" goes without saying. */
export function sayCapabilities(of: readonly string[] | null): readonly string[] {
  const said: Readonly<Record<string, string>> = words.manager.capabilities;
  return (of ?? []).flatMap((one) => said[one] ?? []);
}

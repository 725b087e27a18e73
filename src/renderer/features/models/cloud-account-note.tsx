// Over models that Ollama passes on to its cloud: who is signed in there, or where one signs in.
import type { ReactNode } from 'react';
import { useAsked } from '../../rpc/core-context.tsx';
import { useChosenOllama } from '../../shared/chosen-ollama.tsx';
import { Notice } from '../../ui/notice.tsx';
import { words } from '../../words.ts';

export function CloudAccountNote(): ReactNode {
  const ollama = useChosenOllama();
  const asked = useAsked(`cloud account ${ollama}`, (core, signal) =>
    core.manager.cloudAccount({ ollama }, { signal }),
  );
  if (asked.kind !== 'answered') return null;
  switch (asked.answer.kind) {
    case 'unknown':
      return null;
    case 'signed_in':
      return <p className="mt-3 text-sm text-ink-2">{words.manager.cloud.signedIn(asked.answer.name)}</p>;
    case 'signed_out':
      return (
        <Notice className="mt-3" title={words.manager.cloud.signedOut}>
          <a
            href={asked.answer.url}
            target="_blank"
            rel="noopener noreferrer"
            className="rounded-sm text-accent-ink underline-offset-4 hover:underline"
          >
            {words.manager.cloud.signIn}
          </a>
          <span className="block text-sm text-ink-3">{asked.answer.url}</span>
        </Notice>
      );
  }
}

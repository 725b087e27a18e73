// Where Ollama is and where credits come from. An address is tried while it is typed and kept only when one says so.
import { CircleAlert, CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Settings } from '../../../preload/contract/settings.ts';
import { useAccount, useOllama } from '../../rpc/core-context.tsx';
import { useAddressCheck } from '../../shared/use-address-check.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { AddressField } from './address-field.tsx';
import { describeServer, type Standing } from '../../shared/connection-words.ts';
import { useAddressDraft } from './use-address-draft.ts';

export function ConnectionsPage({ settings }: { readonly settings: Settings }): ReactNode {
  const { value: account } = useAccount();
  const { value: ollama } = useOllama();
  const ollamaDraft = useAddressDraft(settings.ollamaAddress);
  const serverDraft = useAddressDraft(settings.serverAddress);
  return (
    <div className="flex flex-col gap-7">
      <AddressField
        label="Ollama address"
        draft={ollamaDraft}
        hint="Where Ollama runs, usually on this computer."
        patch={(address) => ({ ollamaAddress: address })}
      >
        {/* Tried anew when Ollama comes or goes. */}
        <OllamaStatus key={ollama?.kind} text={ollamaDraft.address} />
      </AddressField>
      <AddressField
        label="Companion server"
        draft={serverDraft}
        hint="Counts messages and sells credits. It never sees what you write to local models. Credits work only with the server you bought them from."
        patch={(address) => ({ serverAddress: address })}
      >
        {serverDraft.isChanged ? null : <StandingLine standing={describeServer(account?.link ?? null)} />}
      </AddressField>
    </div>
  );
}

function OllamaStatus({ text }: { readonly text: string }): ReactNode {
  const check = useAddressCheck(text);
  switch (check.kind) {
    case 'trying':
      return <StandingLine standing={{ kind: 'waiting', sentence: 'Checking…' }} />;
    case 'untried':
      return <StandingLine standing={{ kind: 'bad', sentence: 'Couldn’t check this address.' }} />;
    case 'tried':
      return <StandingLine standing={{ kind: check.isGood ? 'good' : 'bad', sentence: check.sentence }} />;
  }
}

function StandingLine({ standing }: { readonly standing: Standing }): ReactNode {
  return (
    <p role="status" className="flex min-h-5 items-start gap-2 text-sm text-ink-2">
      {standing.kind === 'waiting' ? <Spinner size={16} label={null} /> : null}
      {standing.kind === 'good' ? (
        <CircleCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-positive" />
      ) : null}
      {standing.kind === 'bad' ? (
        <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warning" />
      ) : null}
      {standing.sentence}
    </p>
  );
}

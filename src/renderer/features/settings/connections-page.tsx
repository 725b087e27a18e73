// Where Ollama is and where credits come from. An address is tried while it is typed and kept only when one says so.
import type { ReactNode } from 'react';
import type { Settings } from '../../../preload/contract/settings.ts';
import { useAccount, useOllama } from '../../rpc/core-context.tsx';
import { StandingLine } from '../../shared/standing-line.tsx';
import { useAddressCheck } from '../../shared/use-address-check.ts';
import { AddressField } from './address-field.tsx';
import { Doctor } from './doctor.tsx';
import { describeServer } from './connection-words.ts';
import { useAddressDraft } from './use-address-draft.ts';
import { words } from '../../words.ts';

export function ConnectionsPage({ settings }: { readonly settings: Settings }): ReactNode {
  const { value: account } = useAccount();
  const { value: ollama } = useOllama();
  const ollamaDraft = useAddressDraft(settings.ollamaAddress);
  const serverDraft = useAddressDraft(settings.serverAddress);
  return (
    <div className="flex flex-col gap-7">
      <AddressField
        label={words.settings.connections.ollama}
        draft={ollamaDraft}
        hint={words.settings.connections.ollamaHint}
        patch={(address) => ({ ollamaAddress: address })}
      >
        {/* The key: tried again when Ollama comes or goes. */}
        <OllamaStatus key={ollama?.kind} text={ollamaDraft.address} />
      </AddressField>
      <Doctor />
      <AddressField
        label={words.settings.connections.server}
        draft={serverDraft}
        hint={words.settings.connections.serverHint}
        patch={(address) => ({ serverAddress: address })}
      >
        {serverDraft.isChanged ? null : <StandingLine standing={describeServer(account?.link ?? null)} />}
      </AddressField>
    </div>
  );
}

function OllamaStatus({ text }: { readonly text: string }): ReactNode {
  return <StandingLine standing={useAddressCheck(text).standing} />;
}

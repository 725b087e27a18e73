// Where Ollama is and where credits come from. An address is tried while it is typed and kept only when one says so.
import type { ReactNode } from 'react';
import type { Settings } from '../../../preload/contract/settings.ts';
import { useAccount } from '../../rpc/core-context.tsx';
import { StandingLine } from '../../shared/standing-line.tsx';
import { AddressField } from './address-field.tsx';
import { describeServer } from './connection-words.ts';
import { OllamaList } from './ollamas/ollama-list.tsx';
import { useAddressDraft } from './use-address-draft.ts';
import { words } from '../../words.ts';

export function ConnectionsPage({ settings }: { readonly settings: Settings }): ReactNode {
  const { value: account } = useAccount();
  const serverDraft = useAddressDraft(settings.serverAddress);
  return (
    <div className="flex flex-col gap-7">
      <OllamaList settings={settings} />
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

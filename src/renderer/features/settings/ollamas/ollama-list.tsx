// A person's Ollamas. Whoever has one sees its address and nothing more; a list begins with the second.
import { Plus } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { firstOllama, type OllamaId } from '../../../../preload/contract/ids.ts';
import type { OllamaState } from '../../../../preload/contract/models.ts';
import { ollamasMax } from '../../../../preload/contract/ollama-limits.ts';
import type { Settings } from '../../../../preload/contract/settings.ts';
import type { TokenPlace } from '../../../../preload/contract/secret-trouble.ts';
import { useOllamas } from '../../../rpc/core-context.tsx';
import { newOllamaId } from '../../../rpc/new-id.ts';
import { StandingLine } from '../../../shared/standing-line.tsx';
import { useAddressCheck } from '../../../shared/use-address-check.ts';
import { Button } from '../../../ui/button.tsx';
import { words } from '../../../words.ts';
import { AddressField } from '../address-field.tsx';
import { Doctor } from '../doctor.tsx';
import { useAddressDraft } from '../use-address-draft.ts';
import { OllamaEntry } from './ollama-entry.tsx';
import { OllamaForm } from './ollama-form.tsx';

const blank = { name: '', address: '', headers: [] };

export function OllamaList({ settings }: { readonly settings: Settings }): ReactNode {
  const { value: states } = useOllamas();
  const [draftId, setDraftId] = useState<OllamaId | null>(null);
  const [added, setAdded] = useState<{ readonly id: OllamaId; readonly headersIn: TokenPlace | null } | null>(null);
  const { ollamas, usualOllama } = settings;
  const [only] = ollamas;
  const isPlain = ollamas.length === 1 && only?.id === firstOllama && only.headers.length === 0 && only.name === '';
  return (
    <section aria-label={words.ollamas.list} className="flex flex-col gap-4">
      {isPlain ? (
        <OnlyOllama settings={settings} state={states?.[0] ?? null} />
      ) : (
        <>
          <h3 className="font-medium">{words.ollamas.list}</h3>
          <ul className="divide-y divide-line rounded-lg border border-line bg-raised">
            {ollamas.map((record) => {
              const ollama = states?.find(({ id }) => id === record.id);
              return ollama === undefined ? null : (
                <OllamaEntry
                  key={record.id}
                  ollama={ollama}
                  record={record}
                  isUsual={record.id === usualOllama}
                  // The list may have it before the form hears that it was kept.
                  isNew={record.id === draftId || record.id === added?.id}
                />
              );
            })}
          </ul>
        </>
      )}
      {added?.headersIn === undefined || added.headersIn === null ? null : (
        <p role="status" className="text-sm text-ink-2">
          {words.ollamas.keptIn(added.headersIn)}
        </p>
      )}
      {draftId === null ? (
        <div>
          <Button
            icon={<Plus aria-hidden="true" className="size-4" />}
            disabledReason={ollamas.length >= ollamasMax ? words.ollamas.tooMany : null}
            onClick={() => setDraftId(newOllamaId())}
          >
            {words.ollamas.add}
          </Button>
        </div>
      ) : (
        <div className="rounded-lg border border-line bg-raised px-4 py-3">
          <OllamaForm
            key={draftId}
            id={draftId}
            isNew
            kept={blank}
            onKept={(headersIn) => {
              setAdded({ id: draftId, headersIn });
              setDraftId(null);
            }}
            onCancel={() => setDraftId(null)}
          />
        </div>
      )}
    </section>
  );
}

type OnlyOllamaProps = { readonly settings: Settings; readonly state: OllamaState | null };

function OnlyOllama({ settings, state }: OnlyOllamaProps): ReactNode {
  const draft = useAddressDraft(settings.ollamaAddress);
  return (
    <>
      <AddressField
        label={words.ollamas.onlyAddress}
        draft={draft}
        hint={words.ollamas.hint}
        patch={(address) => ({ ollamaAddress: address })}
      >
        {/* The key: tried again when Ollama comes or goes. */}
        <OllamaStatus key={state?.kind} text={draft.address} />
      </AddressField>
      {state === null ? null : <Doctor ollama={state} />}
    </>
  );
}

function OllamaStatus({ text }: { readonly text: string }): ReactNode {
  return <StandingLine standing={useAddressCheck(text).standing} />;
}

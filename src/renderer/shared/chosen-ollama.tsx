// Which Ollama is looked after: the one that was chosen above, else the one for new chats.
import { createContext, use, type ReactNode } from 'react';
import { firstOllama, type OllamaId } from '../../preload/contract/ids.ts';
import { useSettings } from '../rpc/core-context.tsx';

const ChosenOllamaContext = createContext<OllamaId | null>(null);

export function ChosenOllama({ id, children }: { readonly id: OllamaId; readonly children: ReactNode }): ReactNode {
  return <ChosenOllamaContext value={id}>{children}</ChosenOllamaContext>;
}

export function useChosenOllama(): OllamaId {
  const chosen = use(ChosenOllamaContext);
  const { value: settings } = useSettings();
  return chosen ?? settings?.usualOllama ?? firstOllama;
}

// What is typed into an address field until it is kept or taken back.
import { useState } from 'react';
import { OllamaAddress } from '../../../preload/contract/ollama-address.ts';

export type AddressDraft = {
  readonly text: string;
  /** The text without the spaces around it. */
  readonly address: string;
  readonly isChanged: boolean;
  readonly isPossible: boolean;
  readonly write: (text: string) => void;
  readonly takeBack: () => void;
};

export function useAddressDraft(kept: string): AddressDraft {
  const [draft, setDraft] = useState<string | null>(null);
  const text = draft ?? kept;
  const address = text.trim();
  return {
    text,
    address,
    isChanged: address !== kept,
    isPossible: OllamaAddress.safeParse(address).success,
    write: setDraft,
    takeBack: () => setDraft(null),
  };
}

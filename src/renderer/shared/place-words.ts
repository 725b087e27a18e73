// Where answers are made, in words. Nothing here may claim more than is known.
import type { AnswerMessage } from '../../preload/contract/message.ts';
import type { OwnPlace } from '../../preload/contract/models.ts';
import { words } from '../words.ts';

type Somewhere = { readonly place: OwnPlace; readonly address: string };

/** "runs …": "on this computer", "on box.local:11434", "in the cloud". `address`: Ollama's. */
export function sayPlace({ place, address }: Somewhere): string {
  switch (place) {
    case 'this_computer':
      return words.places.thisComputer;
    case 'other_computer':
      return words.places.otherComputer(hostOf(address));
    case 'cloud':
      return words.places.cloud;
  }
}

/** Of an answer that was made; null: here, or not known. Which address it was is not kept. */
export function sayElsewhere({ place, host }: Pick<AnswerMessage, 'place' | 'host'>): string | null {
  switch (place) {
    case 'other_computer':
      return words.places.elsewhere;
    case 'cloud':
      return words.places.cloud;
    case 'operator':
      return host === null ? words.places.operator : words.places.hostedBy(host);
    case 'this_computer':
    case null:
      return null;
  }
}

/** null: it stays here. */
export function sayLeaving(place: OwnPlace): string | null {
  return place === 'this_computer' ? null : words.places.leaves;
}

function hostOf(address: string): string | null {
  return /^https?:\/\/(?:[^/?#@]*@)?([^/?#]+)/i.exec(address)?.[1] ?? null;
}

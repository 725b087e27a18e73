// Where answers are made, in words. Nothing here may claim more than is known.
import type { AnswerMessage } from '../../preload/contract/message.ts';
import type { OllamaState, OwnPlace } from '../../preload/contract/models.ts';
import { words } from '../words.ts';

/** An Ollama as it is called; `name`: empty where it has none. */
export type NamedOllama = Pick<OllamaState, 'name' | 'address' | 'place'>;

type Somewhere = {
  /** Of the model. */
  readonly place: OwnPlace;
  readonly ollama: Pick<OllamaState, 'name' | 'address'> | null;
};

/** "runs …": "on this computer", "on Desk, this computer", "on Workshop, another computer", "in the cloud". */
export function sayPlace({ place, ollama }: Somewhere): string {
  switch (place) {
    case 'this_computer':
      return ollama === null || ollama.name === '' ? words.places.thisComputer : words.places.here(ollama.name);
    case 'other_computer':
      return words.places.otherComputer(ollama === null ? null : ollama.name || hostOf(ollama.address));
    case 'cloud':
      return words.places.cloud;
  }
}

/** "Workshop", or what stands for a name that nobody gave. */
export function nameOllama({ name, address, place }: NamedOllama): string {
  if (name !== '') return name;
  return place === 'this_computer' ? words.ollamas.thisComputer : (hostOf(address) ?? address);
}

type Made = Pick<AnswerMessage, 'place' | 'host' | 'ollama'>;

/** Of an answer that was made; null: not known. An Ollama is called as it was then. */
export function sayMade({ place, host, ollama }: Made): string | null {
  switch (place) {
    case 'this_computer':
    case 'other_computer':
    case 'cloud':
      return sayPlace({ place, ollama: ollama === null ? null : { name: ollama.name, address: '' } });
    case 'operator':
      return host === null ? words.places.operator : words.places.hostedBy(host);
    case null:
      return null;
  }
}

/** The same for whoever has one Ollama: null: here. */
export function sayElsewhere(made: Made): string | null {
  return made.place === 'this_computer' ? null : sayMade(made);
}

/** null: it stays here. */
export function sayLeaving(place: OwnPlace): string | null {
  return place === 'this_computer' ? null : words.places.leaves;
}

function hostOf(address: string): string | null {
  return /^https?:\/\/(?:[^/?#@]*@)?([^/?#]+)/i.exec(address)?.[1] ?? null;
}

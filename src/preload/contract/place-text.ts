// Where answers are made, in words for people. Nothing here may claim more than is known.
import type { Place } from './models.ts';

type Somewhere = { readonly place: Place; readonly address: string };

/** "runs …": "on this computer", "on box.local:11434", "in the cloud". `address`: Ollama's. */
export function sayPlace({ place, address }: Somewhere): string {
  switch (place) {
    case 'this_computer':
      return 'on this computer';
    case 'other_computer':
      return `on ${hostOf(address)}`;
    case 'cloud':
      return 'in the cloud';
  }
}

/** Of an answer that was made; null: here, or not known. Which address it was is not kept. */
export function sayElsewhere(place: Place | null): string | null {
  switch (place) {
    case 'other_computer':
      return 'on another computer';
    case 'cloud':
      return 'in the cloud';
    case 'this_computer':
    case null:
      return null;
  }
}

/** null: it stays here. */
export function sayLeaving(place: Place): string | null {
  return place === 'this_computer' ? null : 'leaves this computer';
}

function hostOf(address: string): string {
  const host = /^https?:\/\/(?:[^/?#@]*@)?([^/?#]+)/i.exec(address)?.[1];
  return host ?? 'another computer';
}

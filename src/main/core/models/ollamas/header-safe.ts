// The values of headers, kept where secrets are kept: one entry an Ollama, together with the one address that may be sent them.
import { z } from 'zod';
import type { OllamaId } from '../../../../preload/contract/ids.ts';
import type { TokenPlace } from '../../../../preload/contract/secret-trouble.ts';
import type { Secrets } from '../../ports.ts';
import { SecretsUnavailable } from '../../secrets-unavailable.ts';

const Kept = z.object({ address: z.string(), values: z.record(z.string(), z.string()) });
export type KeptHeaders = Readonly<z.infer<typeof Kept>>;

export type HeaderSafe = {
  /** null: nothing is kept, or nothing can be read now. */
  read(id: OllamaId): Promise<KeptHeaders | null>;
  /** Gives the place. Throws SecretsUnavailable. */
  write(id: OllamaId, kept: KeptHeaders): Promise<TokenPlace>;
  /** What a place does not give up stays behind there; it is sent to nobody. */
  remove(id: OllamaId): Promise<void>;
};

const places: readonly TokenPlace[] = ['memory', 'keychain', 'file'];

export function createHeaderSafe(secrets: Secrets): HeaderSafe {
  const read = new Map<OllamaId, KeptHeaders>();
  const reading = new Map<OllamaId, Promise<KeptHeaders | null>>();

  async function lookUp(id: OllamaId): Promise<KeptHeaders | null> {
    for (const place of places) {
      const text = await orNull(secrets.at(place).get(entryOf(id)));
      const kept = text === null ? null : parse(text);
      if (kept === null) continue;
      read.set(id, kept);
      return kept;
    }
    return null;
  }

  async function removeAt(place: TokenPlace, id: OllamaId): Promise<void> {
    await orNull(secrets.at(place).remove(entryOf(id)));
  }

  /** Where no keychain is and nobody has chosen a file, they are kept until the app ends. */
  async function placeToKeep(): Promise<TokenPlace> {
    const chosen = secrets.chosen() ?? 'keychain';
    const probed = await secrets.at(chosen).probe();
    return probed.kind === 'available' ? chosen : 'memory';
  }

  return {
    async read(id) {
      const known = read.get(id);
      if (known !== undefined) return known;
      const asked = reading.get(id) ?? lookUp(id).finally(() => reading.delete(id));
      reading.set(id, asked);
      return await asked;
    },
    async write(id, kept) {
      const place = await placeToKeep();
      const value = JSON.stringify(kept);
      await secrets.at(place).set(entryOf(id), value);
      if ((await secrets.at(place).get(entryOf(id))) !== value)
        throw new SecretsUnavailable({ code: 'entry_lost', place });
      read.set(id, kept);
      for (const other of places) if (other !== place) await removeAt(other, id);
      return place;
    },
    async remove(id) {
      read.delete(id);
      for (const place of places) await removeAt(place, id);
    },
  };
}

function entryOf(id: OllamaId): string {
  return `ollama-headers-${id}`;
}

function parse(text: string): KeptHeaders | null {
  try {
    return Kept.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof SecretsUnavailable) return null;
    throw error;
  }
}

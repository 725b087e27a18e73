// What the models of a person's Ollamas are like, as those tell it. Chats that are opened one after the other ask for it once.
import type { Failure } from '../../preload/contract/failure.ts';
import type { OllamaId } from '../../preload/contract/ids.ts';
import type { ModelDetails } from '../../preload/contract/models.ts';
import type { PageClock } from './page-clock.ts';

/** A model may be made anew under its name; so long what is known of it counts. */
export const detailsMs = 60_000;
/** More than anybody goes through in that time. */
const keptMax = 100;

export type OwnModel = { readonly ollama: OllamaId; readonly name: string };

export type DetailsBook = {
  /** Asks the core unless it is known, or is being asked. */
  want(model: OwnModel): void;
  /** What was told last; null: nothing yet. */
  current(model: OwnModel): ModelDetails | null;
  subscribe(this: void, listener: () => void): () => void;
};

type Kept = { readonly details: ModelDetails | null; readonly askedAt: number };

type Shown =
  | { readonly kind: 'ok'; readonly details: ModelDetails }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** `show` asks the core. */
export function createDetailsBook(
  show: (model: OwnModel) => Promise<Shown>,
  clock: Pick<PageClock, 'now'>,
): DetailsBook {
  const kept = new Map<string, Kept>();
  const listeners = new Set<() => void>();

  async function ask(model: OwnModel, key: string): Promise<void> {
    try {
      const answer = await show(model);
      if (answer.kind === 'ok') kept.set(key, { details: answer.details, askedAt: clock.now() });
      else kept.delete(key);
    } catch {
      // Nobody is there to answer; whoever looks next asks again.
      kept.delete(key);
    }
    for (const listener of listeners) listener();
  }

  return {
    want(model) {
      const key = keyOf(model);
      const known = kept.get(key);
      if (known !== undefined && clock.now() - known.askedAt < detailsMs) return;
      kept.delete(key);
      kept.set(key, { details: known?.details ?? null, askedAt: clock.now() });
      for (const oldest of kept.keys()) {
        if (kept.size <= keptMax) break;
        kept.delete(oldest);
      }
      void ask(model, key);
    },
    current: (model) => kept.get(keyOf(model))?.details ?? null,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Neither ids nor names hold a space. */
function keyOf({ ollama, name }: OwnModel): string {
  return `${ollama} ${name}`;
}

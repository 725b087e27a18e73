// Which pictures of which addresses somebody wanted to see, and what became of each. A row that is scrolled away and back finds its
// picture again; nothing is fetched twice, and nothing that nobody asked for.
import type { PictureTrouble } from '../../../../preload/contract/pictures.ts';
import type { Size } from '../files/file-kind.ts';

/** `host`: who gave it. */
export type ShownPicture = Size & { readonly src: string; readonly host: string };

/** What keeps a picture from being shown: what the core says, that it cannot be drawn, or that the core did not answer. */
export type Trouble = PictureTrouble | { readonly code: 'not_drawn' | 'no_answer' };

export type PictureState =
  | { readonly kind: 'unasked' | 'fetching' }
  | { readonly kind: 'shown' | 'hidden'; readonly picture: ShownPicture }
  | { readonly kind: 'failed'; readonly trouble: Trouble };

export type PictureStore = {
  of(this: void, url: string): PictureState;
  subscribe(this: void, listener: () => void): () => void;
  show(this: void, url: string): Promise<void>;
  hide(this: void, url: string): void;
};

export type PictureSource = {
  /** Gives the picture, or why there is none. May reject. */
  fetch(url: string): Promise<ShownPicture | Trouble>;
  /** It will not be shown any more. */
  forget(picture: ShownPicture): void;
};

/** Drawn anew they are some hundred kilobytes each. */
export const keptMax = 48;

const unasked: PictureState = { kind: 'unasked' };

export function createPictureStore(source: PictureSource): PictureStore {
  const states = new Map<string, PictureState>();
  const listeners = new Set<() => void>();
  const put = (url: string, state: PictureState): void => {
    // The newest stand last.
    states.delete(url);
    states.set(url, state);
    for (const [oldest, { kind }] of states) {
      if (states.size <= keptMax) break;
      if (kind !== 'fetching') forget(oldest);
    }
    for (const listener of listeners) listener();
  };
  const forget = (url: string): void => {
    const state = states.get(url);
    states.delete(url);
    if (state !== undefined && 'picture' in state) source.forget(state.picture);
  };
  const of = (url: string): PictureState => states.get(url) ?? unasked;
  return {
    of,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async show(url) {
      const before = of(url);
      if (before.kind === 'fetching' || before.kind === 'shown') return;
      if (before.kind === 'hidden') return put(url, { ...before, kind: 'shown' });
      put(url, { kind: 'fetching' });
      const got = await source.fetch(url).catch((): Trouble => ({ code: 'no_answer' }));
      put(url, 'src' in got ? { kind: 'shown', picture: got } : { kind: 'failed', trouble: got });
    },
    hide(url) {
      const before = of(url);
      if (before.kind === 'shown') put(url, { ...before, kind: 'hidden' });
    },
  };
}

/** Where there is no core to ask. */
export const noPictures: PictureStore = {
  of: () => unasked,
  subscribe: () => () => undefined,
  show: () => Promise.resolve(),
  hide: () => undefined,
};

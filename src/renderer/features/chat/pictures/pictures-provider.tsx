// The pictures that were asked for, the same store for as long as the line to the core is.
import { createContext, use, useSyncExternalStore, type ReactNode } from 'react';
import type { CoreAccess } from '../../../rpc/core.ts';
import { useCoreAccess } from '../../../rpc/core-context.tsx';
import { createPictureStore, noPictures, type PictureState, type PictureStore } from './picture-store.ts';
import { readPicture } from './read-picture.ts';

const PicturesContext = createContext<PictureStore>(noPictures);

const stores = new WeakMap<CoreAccess, PictureStore>();

function storeOf(access: CoreAccess): PictureStore {
  const known = stores.get(access);
  if (known !== undefined) return known;
  const store = createPictureStore({
    async fetch(url) {
      const answer = await access.core.pictures.fetch({ url });
      if (answer.kind === 'not_fetched') return answer.trouble;
      const read = await readPicture(answer.base64);
      if (read === null) return { code: 'not_drawn' };
      const { width, height, blob } = read;
      return { src: URL.createObjectURL(blob), width, height, host: answer.host };
    },
    forget: ({ src }) => URL.revokeObjectURL(src),
  });
  stores.set(access, store);
  return store;
}

export function PicturesProvider({ children }: { readonly children: ReactNode }) {
  return <PicturesContext value={storeOf(useCoreAccess())}>{children}</PicturesContext>;
}

export function usePicture(url: string): readonly [PictureState, Pick<PictureStore, 'show' | 'hide'>] {
  const store = use(PicturesContext);
  const state = useSyncExternalStore(
    store.subscribe,
    () => store.of(url),
    () => store.of(url),
  );
  return [state, store];
}

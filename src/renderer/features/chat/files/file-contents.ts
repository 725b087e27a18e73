// What stored images and files contain, fetched when they are shown, and kept for a while.
import { useEffect, useState } from 'react';
import type { FileId, ImagePart } from '../../../../preload/contract/file-part.ts';
import type { CoreAccess } from '../../../rpc/core.ts';
import { useCoreAccess } from '../../../rpc/core-context.tsx';

/** Images are some hundred kilobytes each. */
const keptMax = 48;

/** Of one line to the core. */
const kept = new WeakMap<CoreAccess, Map<string, Promise<string>>>();

function contentOf(access: CoreAccess, key: string, load: () => Promise<string>): Promise<string> {
  const contents = kept.get(access) ?? new Map<string, Promise<string>>();
  kept.set(access, contents);
  const known = contents.get(key);
  const content = known ?? load();
  // The newest stand last; what failed is asked for again.
  contents.delete(key);
  contents.set(key, content);
  if (known === undefined) content.catch(() => contents.delete(key));
  for (const oldest of contents.keys()) {
    if (contents.size <= keptMax) break;
    contents.delete(oldest);
  }
  return content;
}

export type Content =
  | { readonly kind: 'loading' }
  | { readonly kind: 'there'; readonly content: string }
  | { readonly kind: 'failed' };

/** An address of its picture. */
export function useImage({ fileId, mediaType }: Pick<ImagePart, 'fileId' | 'mediaType'>): Content {
  const access = useCoreAccess();
  return useContent(`image ${fileId}`, () =>
    contentOf(access, `image ${fileId}`, async () => {
      const { base64 } = await access.core.files.image({ fileId });
      return `data:${mediaType};base64,${base64}`;
    }),
  );
}

export function useFileText(fileId: FileId): Content {
  const access = useCoreAccess();
  return useContent(`text ${fileId}`, () => textOfFile(access, fileId));
}

export function textOfFile(access: CoreAccess, fileId: FileId): Promise<string> {
  return contentOf(access, `text ${fileId}`, async () => (await access.core.files.text({ fileId })).text);
}

const loading: Content = { kind: 'loading' };

function useContent(key: string, load: () => Promise<string>): Content {
  const [shown, setShown] = useState<{ readonly key: string; readonly content: Content }>({ key, content: loading });
  useEffect(() => {
    let isHere = true;
    const show = (content: Content): void => {
      if (isHere) setShown({ key, content });
    };
    load().then(
      (content) => show({ kind: 'there', content }),
      () => show({ kind: 'failed' }),
    );
    return () => {
      isHere = false;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the key stands for all that is loaded
  }, [key]);
  return shown.key === key ? shown.content : loading;
}

// What is attached to the message that is being written: read, put into the store, kept over reloads, taken away again.
import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { attachmentsMax, fileCharsMax, filesCharsMax } from '../../../../preload/contract/file-limits.ts';
import type { Attachment } from '../../../../preload/contract/parts.ts';
import type { CoreAccess } from '../../../rpc/core.ts';
import { useCoreAccess } from '../../../rpc/core-context.tsx';
import { words } from '../../../words.ts';
import { readDraftFiles, writeDraftFiles, type KeptFile } from './draft-files.ts';
import { textOfFile } from './file-contents.ts';
import { openedBytesMax, readFile, type ReadFile } from './read-file.ts';

/** `kept` null: it is still being read. */
export type DraftFile = { readonly key: number; readonly name: string | null; readonly kept: KeptFile | null };

type Wanted = { readonly file: File; readonly name: string | null; readonly isPasted: boolean };

export type Attachments = {
  readonly files: readonly DraftFile[];
  /** Those that can be sent. */
  readonly ready: readonly Attachment[];
  readonly isReading: boolean;
  /** What could not be attached, a sentence each. */
  readonly troubles: readonly string[];
  readonly add: (files: readonly File[], isPasted?: boolean) => void;
  /** A text that is too long for the field. */
  readonly addText: (text: string) => void;
  readonly remove: (key: number) => void;
  /** Takes a file away and gives its text; null: it cannot be had now. */
  readonly takeText: (key: number) => Promise<string | null>;
  /** Takes all away; what it gives puts them back. */
  readonly clear: () => () => void;
};

export function useAttachments(draftKey: string): Attachments {
  const access = useCoreAccess();
  const [files, setFiles] = useState<readonly DraftFile[]>(() => fromDraft(draftKey));
  const [troubles, setTroubles] = useState<readonly string[]>([]);
  const latest = useRef(files);
  const set = useCallback((change: (now: readonly DraftFile[]) => readonly DraftFile[]) => {
    latest.current = change(latest.current);
    setFiles(latest.current);
  }, []);
  useKept(draftKey, files);
  const dropMissing = useEffectEvent(async (): Promise<void> => {
    const fileIds = files.flatMap(({ kept }) => (kept === null ? [] : [kept.attachment.fileId]));
    if (fileIds.length === 0) return;
    const { missing } = await access.core.files.keep({ fileIds });
    const isGone = ({ kept }: DraftFile): boolean => kept !== null && missing.includes(kept.attachment.fileId);
    const gone = latest.current.filter(isGone);
    if (gone.length === 0) return;
    set((now) => now.filter((file) => !isGone(file)));
    setTroubles(gone.map(({ name }) => words.files.removed(name ?? words.files.image)));
  });
  useEffect(() => {
    // Where nobody answers now, what is missing is said when it is sent.
    dropMissing().catch(() => undefined);
  }, []);

  const takeIn = useCallback(
    async (key: number, { file, name, isPasted }: Wanted): Promise<void> => {
      const refuse = (why: string): void => {
        set((now) => now.filter((each) => each.key !== key));
        setTroubles((now) => [...now, why]);
      };
      const read = await readFile(file, name);
      if (read.kind === 'unreadable')
        return refuse(words.files.unreadable[read.why](name, openedBytesMax, fileCharsMax));
      if (charsOf(latest.current) + (read.kind === 'text' ? read.part.chars : 0) > filesCharsMax)
        return refuse(words.files.tooMuch(filesCharsMax));
      try {
        const kept = { attachment: await putInStore(access, read), isPasted };
        set((now) => now.map((each) => (each.key === key ? { ...each, kept } : each)));
      } catch {
        refuse(words.files.notKept(name));
      }
    },
    [access, set],
  );
  const add = useCallback(
    (wanted: readonly Wanted[]) => {
      const room = Math.max(0, attachmentsMax - latest.current.length);
      setTroubles(wanted.length > room ? [words.files.tooMany(attachmentsMax)] : []);
      for (const one of wanted.slice(0, room)) {
        const key = nextKey();
        set((now) => [...now, { key, name: one.name, kept: null }]);
        void takeIn(key, one);
      }
    },
    [set, takeIn],
  );

  return useMemo(() => {
    const ready = files.flatMap(({ kept }) => (kept === null ? [] : [kept.attachment]));
    return {
      files,
      ready,
      isReading: ready.length < files.length,
      troubles,
      add: (chosen, isPasted = false) =>
        add(chosen.map((file) => ({ file, name: isPasted && isUnnamed(file) ? null : file.name, isPasted: false }))),
      addText: (text) => {
        const file = new File([text], words.files.pastedName, { type: 'text/plain' });
        add([{ file, name: file.name, isPasted: true }]);
      },
      remove: (key) => {
        setTroubles([]);
        set((now) => now.filter((each) => each.key !== key));
      },
      takeText: async (key) => {
        const kept = latest.current.find((each) => each.key === key)?.kept ?? null;
        if (kept === null) return null;
        try {
          const text = await textOfFile(access, kept.attachment.fileId);
          set((now) => now.filter((each) => each.key !== key));
          return text;
        } catch {
          setTroubles([words.files.notShown]);
          return null;
        }
      },
      clear: () => {
        const before = latest.current;
        setTroubles([]);
        set(() => []);
        return () => set((now) => (now.length === 0 ? before : now));
      },
    };
  }, [access, add, files, set, troubles]);
}

async function putInStore({ core }: CoreAccess, read: Exclude<ReadFile, { kind: 'unreadable' }>): Promise<Attachment> {
  if (read.kind === 'image') {
    const { fileId } = await core.files.put({ kind: 'image', base64: read.base64 });
    return { ...read.part, fileId };
  }
  const { fileId } = await core.files.put({ kind: 'text', text: read.text });
  return { ...read.part, fileId };
}

let keys = 0;
function nextKey(): number {
  keys += 1;
  return keys;
}

function fromDraft(draftKey: string): readonly DraftFile[] {
  return readDraftFiles(localStorage, draftKey).map((kept) => ({ key: nextKey(), name: kept.attachment.name, kept }));
}

/** Another key moves the draft there, as when a new chat has been created. */
function useKept(draftKey: string, files: readonly DraftFile[]): void {
  const keptAs = useRef(draftKey);
  useEffect(() => {
    if (keptAs.current !== draftKey) writeDraftFiles(localStorage, keptAs.current, []);
    keptAs.current = draftKey;
    writeDraftFiles(
      localStorage,
      draftKey,
      files.flatMap(({ kept }) => (kept === null ? [] : [kept])),
    );
  }, [draftKey, files]);
}

function charsOf(files: readonly DraftFile[]): number {
  return files.reduce((sum, { kept }) => sum + (kept?.attachment.kind === 'file' ? kept.attachment.chars : 0), 0);
}

/** What browsers call a picture from the clipboard that has no name. */
function isUnnamed(file: File): boolean {
  return /^image\.(png|jpe?g)$/.test(file.name);
}

// What the code, the tables and the drawings of an answer let one do besides reading: how code is shown, and saving as a file.
import { createContext, use, useMemo, type ReactNode } from 'react';
import type { TextFile } from '../../../../preload/contract/app.ts';
import { useCore, useSettings } from '../../../rpc/core-context.tsx';
import { saveFile, type SavedHow } from '../../../shared/save-file.ts';
import { PicturesProvider } from '../pictures/pictures-provider.tsx';

export type CodeLook = { readonly wraps: boolean; readonly hasNumbers: boolean };

type AnswerTools = {
  readonly look: CodeLook;
  /** Remembered, and the same for every block of code. */
  readonly setLook: (look: CodeLook) => void;
  /** Never rejects. */
  readonly save: (file: TextFile) => Promise<SavedHow>;
};

const plain: CodeLook = { wraps: false, hasNumbers: false };

const ToolsContext = createContext<AnswerTools>({
  look: plain,
  setLook: () => undefined,
  save: async () => 'failed',
});

export const useAnswerTools = (): AnswerTools => use(ToolsContext);

export function AnswerToolsProvider({ children }: { readonly children: ReactNode }) {
  const core = useCore();
  const settings = useSettings().value;
  const wraps = settings?.wrapsCode ?? plain.wraps;
  const hasNumbers = settings?.numbersCode ?? plain.hasNumbers;
  const tools = useMemo(
    (): AnswerTools => ({
      look: { wraps, hasNumbers },
      // Where it cannot be kept, the code stays as it is shown.
      setLook: (look) =>
        void core.settings.set({ wrapsCode: look.wraps, numbersCode: look.hasNumbers }).catch(() => undefined),
      save: (file) => saveFile(core, file),
    }),
    [core, wraps, hasNumbers],
  );
  return (
    <ToolsContext value={tools}>
      <PicturesProvider>{children}</PicturesProvider>
    </ToolsContext>
  );
}

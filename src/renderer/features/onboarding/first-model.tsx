// The first model: one that suits this computer, or any by its name, and how its download goes.
import type { ReactNode } from 'react';
import { useDownloads } from '../../rpc/core-context.tsx';
import { useChosenOllama } from '../../shared/chosen-ollama.tsx';
import { DownloadForm } from '../../shared/downloads/download-form.tsx';
import { DownloadList } from '../../shared/downloads/download-list.tsx';
import { RecommendedModels } from '../../shared/downloads/recommended-models.tsx';
import { words } from '../../words.ts';

const shownMax = 3;

export function FirstModel(): ReactNode {
  const { value: all } = useDownloads();
  const ollama = useChosenOllama();
  const downloads = all?.filter((one) => one.ollama === ollama) ?? null;
  return (
    <div className="mt-3 flex flex-col gap-5 text-ink">
      {downloads === null || downloads.length === 0 ? null : (
        <section aria-label={words.downloads.title}>
          <DownloadList downloads={downloads} />
        </section>
      )}
      <RecommendedModels installed={[]} shownMax={shownMax} />
      <DownloadForm />
    </div>
  );
}

// A model by name, those that suit this computer, and what is on its way.
import type { ReactNode } from 'react';
import { useDownloads, useManager } from '../../rpc/core-context.tsx';
import { useChosenOllama } from '../../shared/chosen-ollama.tsx';
import { DownloadForm } from '../../shared/downloads/download-form.tsx';
import { DownloadList } from '../../shared/downloads/download-list.tsx';
import { RecommendedModels } from '../../shared/downloads/recommended-models.tsx';
import { words } from '../../words.ts';

export function DownloadPage(): ReactNode {
  const { value: all } = useDownloads();
  const ollama = useChosenOllama();
  const { value: manager } = useManager(ollama);
  const downloads = all?.filter((one) => one.ollama === ollama) ?? null;
  const installed = manager?.kind === 'ready' ? manager.models.map(({ name }) => name) : [];
  return (
    <div className="flex flex-col gap-6">
      <div>
        <DownloadForm />
        <p className="mt-2 text-sm">
          <a
            href="https://ollama.com/library"
            target="_blank"
            rel="noopener noreferrer"
            className="rounded-sm text-accent-ink underline-offset-4 hover:underline"
          >
            {words.downloads.library}
          </a>
        </p>
      </div>
      {downloads === null || downloads.length === 0 ? null : (
        <section aria-label={words.downloads.title}>
          <h3 className="mb-2 font-medium">{words.downloads.title}</h3>
          <DownloadList downloads={downloads} />
        </section>
      )}
      <RecommendedModels installed={installed} />
    </div>
  );
}

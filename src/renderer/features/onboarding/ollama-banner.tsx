// A line above the chat while Ollama is away, with what to do. It goes by itself.
import { useState, type ReactNode } from 'react';
import { words } from '../../words.ts';
import { useCore, useOllama } from '../../rpc/core-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/notice.tsx';

export function OllamaAwayBanner({ onSettings }: { readonly onSettings: () => void }): ReactNode {
  const core = useCore();
  const { value: ollama } = useOllama();
  const [isAsking, setAsking] = useState(false);
  if (ollama === null || ollama.kind !== 'unreachable') return null;
  const { title, remedy } = words.failures[ollama.failure.code];
  const again = (): void => {
    setAsking(true);
    core.models.refresh().then(
      () => setAsking(false),
      () => setAsking(false),
    );
  };
  return (
    <Banner
      tone="warning"
      actions={
        <span className="flex gap-1">
          <Button size="sm" variant="ghost" onClick={onSettings}>
            {words.onboarding.banner.changeAddress}
          </Button>
          <Button size="sm" variant="secondary" isBusy={isAsking} onClick={again}>
            {words.onboarding.banner.tryAgain}
          </Button>
        </span>
      }
    >
      <span className="font-medium text-ink">{title}.</span> {remedy}
    </Banner>
  );
}

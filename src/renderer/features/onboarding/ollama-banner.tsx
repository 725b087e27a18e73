// A line above the chat while Ollama is away, with what to do. It goes by itself.
import { useState, type ReactNode } from 'react';
import type { OllamaId } from '../../../preload/contract/ids.ts';
import { nameOllama } from '../../shared/place-words.ts';
import { words } from '../../words.ts';
import { useCore, useOllamas } from '../../rpc/core-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/notice.tsx';

type OllamaAwayBannerProps = {
  /** The one that answers in the chat that is open. */
  readonly id: OllamaId;
  readonly onSettings: () => void;
};

export function OllamaAwayBanner({ id, onSettings }: OllamaAwayBannerProps): ReactNode {
  const core = useCore();
  const { value: ollamas } = useOllamas();
  const ollama = ollamas?.find((one) => one.id === id) ?? null;
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
      <span className="font-medium text-ink">
        {ollamas !== null && ollamas.length > 1 ? `${nameOllama(ollama)}: ` : ''}
        {title}.
      </span>{' '}
      {remedy}
    </Banner>
  );
}

// Markdown, fetched once the page stands: reading it takes most of the page's code, and the composer needs none of that.
import { lazy, Suspense, useEffect, type ComponentType } from 'react';

type MarkdownProps = { readonly text: string; readonly isLive: boolean };

const Drawn = lazy(async (): Promise<{ default: ComponentType<MarkdownProps> }> => {
  try {
    return { default: (await import('./markdown.tsx')).Markdown };
  } catch {
    // The file is not to be had; the words are.
    return { default: Plain };
  }
});

export function LazyMarkdown(props: MarkdownProps) {
  return (
    <Suspense fallback={<Plain {...props} />}>
      <Drawn {...props} />
    </Suspense>
  );
}

function Plain({ text }: MarkdownProps) {
  return (
    <div className="prose whitespace-pre-wrap" dir="auto">
      {text}
    </div>
  );
}

/** Long enough for the composer to be there first. */
const warmAfterMs = 150;

/** Fetches it before the first answer wants it. */
export function useWarmMarkdown(): void {
  useEffect(() => {
    const timer = setTimeout(() => void import('./markdown.tsx').catch(() => undefined), warmAfterMs);
    return () => clearTimeout(timer);
  }, []);
}

// The window: the sidebar beside or over the page, a top bar, lines of notice, and the content.
import { useRef, type ReactNode } from 'react';
import { words } from '../words.ts';

type AppFrameProps = {
  readonly sidebar: ReactNode;
  readonly topStart: ReactNode;
  readonly topEnd: ReactNode;
  /** Full-width lines between the top bar and the content. */
  readonly banners: ReactNode;
  readonly children: ReactNode;
  /** The sidebar lies over the rest, which then cannot be reached. */
  readonly isCovered: boolean;
};

export function AppFrame({ sidebar, topStart, topEnd, banners, children, isCovered }: AppFrameProps) {
  const main = useRef<HTMLElement>(null);
  return (
    <div className="flex h-full min-w-0">
      {isCovered ? null : <SkipLink onSkip={() => (fieldIn(main.current) ?? main.current)?.focus()} />}
      {sidebar}
      <div inert={isCovered} className="flex min-w-0 flex-1 flex-col">
        {/* Its parts ask for its own width in rem, so that large text counts as little room. */}
        <header className="@container shrink-0">
          <div className="flex h-14 items-center gap-2 px-2 @xl:px-3">
            <div className="flex min-w-fit flex-1 items-center gap-0.5 @xl:min-w-19">{topStart}</div>
            {/* The chat’s name keeps its share, however long the model’s is. */}
            <div className="flex min-w-0 items-center justify-end gap-1 @xl:max-w-[68%]">{topEnd}</div>
          </div>
        </header>
        {banners}
        <main ref={main} tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none">
          {children}
        </main>
      </div>
    </div>
  );
}

/** The first stop of the Tab key: past the chats to where one writes. A button, for the address names the open chat. */
function SkipLink({ onSkip }: { readonly onSkip: () => void }) {
  return (
    <button
      type="button"
      onClick={onSkip}
      className="fixed top-2 left-2 z-50 not-focus:sr-only rounded-md border border-line-strong bg-float px-3.5 py-2 font-medium shadow-float"
    >
      {words.page.skipToMessage}
    </button>
  );
}

function fieldIn(main: HTMLElement | null): HTMLElement | null {
  return main?.querySelector<HTMLElement>('textarea[aria-label="Message"]') ?? null;
}

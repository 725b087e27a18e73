// The window: the sidebar beside or over the page, a top bar, lines of notice, and the content.
import type { ReactNode } from 'react';

type AppFrameProps = {
  readonly sidebar: ReactNode;
  readonly topStart: ReactNode;
  readonly topEnd: ReactNode;
  /** Full-width lines between the top bar and the content. */
  readonly banners: ReactNode;
  readonly children: ReactNode;
};

export function AppFrame({ sidebar, topStart, topEnd, banners, children }: AppFrameProps) {
  return (
    <div className="flex h-full min-w-0">
      {sidebar}
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="flex h-14 shrink-0 items-center gap-2 px-2 sm:px-3">
          <div className="flex min-w-19 flex-1 items-center gap-0.5">{topStart}</div>
          {/* The chat's name keeps its share, however long the model's is. */}
          <div className="flex min-w-0 items-center justify-end gap-1 sm:max-w-[68%]">{topEnd}</div>
        </header>
        {banners}
        <main className="flex min-h-0 flex-1 flex-col">{children}</main>
      </div>
    </div>
  );
}

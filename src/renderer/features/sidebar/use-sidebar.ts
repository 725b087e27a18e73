// Whether the sidebar stands beside the chat, is folded away, or lies over it as a sheet. Folding is remembered; the sheet is not.
import { useCallback, useMemo, useState, useSyncExternalStore } from 'react';
import { useCore, useSettings } from '../../rpc/core-context.tsx';

/** Below this width of the window, in rem, the sidebar is a sheet: large text leaves as little room as a small window. */
const narrowBelow = 48;

export type SidebarState = {
  readonly isNarrow: boolean;
  readonly isShown: boolean;
  readonly toggle: () => void;
  /** Leaves the sheet after a choice in it; beside the chat it does nothing. */
  readonly leaveSheet: () => void;
  /** Grows by one each time the search is asked for. */
  readonly searchWish: number;
  readonly search: () => void;
};

export function useSidebar(): SidebarState {
  const core = useCore();
  const isNarrow = useSyncExternalStore(onWidthChange, isNarrowNow);
  const isFolded = useSettings().value?.isSidebarFolded ?? false;
  const [isSheetOpen, setSheetOpen] = useState(false);
  const [searchWish, setSearchWish] = useState(0);

  const fold = useCallback(
    (next: boolean) => void core.settings.set({ isSidebarFolded: next }).catch(() => undefined),
    [core],
  );
  const toggle = useCallback(
    () => (isNarrow ? setSheetOpen((isOpen) => !isOpen) : fold(!isFolded)),
    [isNarrow, isFolded, fold],
  );
  const leaveSheet = useCallback(() => setSheetOpen(false), []);
  const search = useCallback(() => {
    if (isNarrow) setSheetOpen(true);
    else if (isFolded) fold(false);
    setSearchWish((wish) => wish + 1);
  }, [isNarrow, isFolded, fold]);
  const isShown = isNarrow ? isSheetOpen : !isFolded;
  return useMemo(
    () => ({ isNarrow, isShown, toggle, leaveSheet, searchWish, search }),
    [isNarrow, isShown, toggle, leaveSheet, searchWish, search],
  );
}

function isNarrowNow(): boolean {
  return innerWidth < narrowBelow * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

function onWidthChange(listener: () => void): () => void {
  const media = matchMedia(`(width < ${narrowBelow}rem)`);
  media.addEventListener('change', listener);
  window.addEventListener('resize', listener);
  return () => {
    media.removeEventListener('change', listener);
    window.removeEventListener('resize', listener);
  };
}

// Files that are dragged over the window and dropped. Anywhere: beside its aim a browser would leave the app and open the file.
import { useEffect, useEffectEvent, useState } from 'react';

/** Gives whether files are above the window now. */
export function useDrop(onDrop: (files: readonly File[]) => void): boolean {
  const [isOver, setOver] = useState(false);
  const hear = useEffectEvent(onDrop);
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    // Each element that is entered says so before the one that is left.
    let depth = 0;
    const count = (change: number): void => {
      depth = Math.max(0, depth + change);
      setOver(depth > 0);
    };
    window.addEventListener('dragenter', (event) => hasFiles(event) && count(1), { signal });
    window.addEventListener('dragleave', (event) => hasFiles(event) && count(-1), { signal });
    window.addEventListener('dragover', (event) => hasFiles(event) && event.preventDefault(), { signal });
    window.addEventListener(
      'drop',
      (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        count(-depth);
        // A dialog wants the whole attention.
        if (document.querySelector('[role="dialog"]') === null) hear([...(event.dataTransfer?.files ?? [])]);
      },
      { signal },
    );
    return () => stop.abort();
  }, []);
  return isOver;
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

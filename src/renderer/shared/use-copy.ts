// Copies a text and says for a moment that it has, or that it could not. Every button that copies is made of this.
import { useCallback, useEffect, useState } from 'react';

export type CopyState = 'idle' | 'copied' | 'refused';

const shownMs = 2_000;

export function useCopy(text: string): readonly [CopyState, () => void] {
  const [state, setState] = useState<CopyState>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), shownMs);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = useCallback(() => {
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('refused'),
    );
  }, [text]);
  return [state, copy];
}

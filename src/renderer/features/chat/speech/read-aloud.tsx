// The button that reads an answer aloud, and stops it. There is none where this computer has no voice.
import { Square, Volume2 } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { IconButton } from '../../../ui/icon-button.tsx';
import { pageReader } from './page-reader.ts';
import { words } from '../../../words.ts';

export function ReadAloud({ text }: { readonly text: string }) {
  const reader = pageReader();
  const [which] = useState(() => ({}));
  const hasVoices = useSyncExternalStore(reader.subscribe, reader.hasVoices);
  const isReading = useSyncExternalStore(reader.subscribe, () => reader.current() === which);
  // Whoever leaves the chat has heard enough.
  useEffect(
    () => () => {
      if (reader.current() === which) reader.stop();
    },
    [reader, which],
  );
  if (!hasVoices) return null;
  return (
    <IconButton
      size="sm"
      label={isReading ? words.chat.answer.stopReading : words.chat.answer.readAloud}
      icon={isReading ? <Square className="fill-current" /> : <Volume2 />}
      onClick={() => (isReading ? reader.stop() : reader.start(which, text))}
    />
  );
}

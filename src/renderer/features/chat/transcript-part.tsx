// The transcript with all that draws Markdown is half of the page's program, and nothing of it is needed to write the first
// question. It is fetched once the page stands, and at once where a chat is to be shown.
import { createElement, useEffect, type ComponentProps } from 'react';
import { createLatePart, useFetched } from '../../shared/late-part.ts';
import { OpeningChat } from './opening-chat.tsx';
import type { Transcript } from './transcript.tsx';

const late = createLatePart('transcript', () => import('./transcript.tsx'));

export function TranscriptPart(props: ComponentProps<typeof Transcript>) {
  const part = late.usePart();
  useEffect(() => void late.fetch(), []);
  return part === null ? <OpeningChat /> : createElement(part.Transcript, props);
}

/** Has it there before the first answer begins. `isNeeded`: a chat is about to be shown. */
export function useFetchedTranscript(isNeeded: boolean): void {
  useFetched(late, isNeeded);
}

// What an answer is made of, part after part as the model gave them.
import type { ReactNode } from 'react';
import type { Part } from '../../../preload/contract/part.ts';
import { hasVisibleWord } from '../../../preload/contract/visible-words.ts';
import { MessageFiles } from './files/message-files.tsx';
import { Markdown } from './markdown/markdown.tsx';
import { Thinking } from './thinking.tsx';

export function AnswerParts({
  parts,
  isLive,
}: {
  readonly parts: readonly Part[];
  readonly isLive: boolean;
}): ReactNode {
  const lastWords = parts.findLastIndex((part) => part.kind === 'text' && hasVisibleWord(part.text));
  return parts.map((part, index) => {
    switch (part.kind) {
      case 'thinking':
        return <Thinking key={index} part={part} isLive={isLive && index > lastWords} />;
      case 'text':
        return index > lastWords ? null : (
          <Markdown key={index} text={part.text} isLive={isLive && index === parts.length - 1} />
        );
      case 'image':
      case 'file':
        return <MessageFiles key={index} attachments={[part]} className="mb-3" />;
      case 'tool_call':
      case 'tool_result':
        return null;
    }
  });
}

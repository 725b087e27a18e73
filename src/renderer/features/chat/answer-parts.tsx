// What an answer is made of, part after part as the model gave them.
import type { ReactNode } from 'react';
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import type { Part } from '../../../preload/contract/part.ts';
import { hasVisibleWord } from '../../../preload/contract/visible-words.ts';
import { MessageFiles } from './files/message-files.tsx';
import { Markdown } from './markdown/markdown.tsx';
import { Thinking } from './thinking.tsx';
import { ToolCall } from './tools/tool-call.tsx';
import { resultOf } from './tools/tool-call-text.ts';

type AnswerPartsProps = {
  readonly answer: Pick<AnswerMessage, 'id' | 'runId' | 'model' | 'host'>;
  readonly parts: readonly Part[];
  readonly isLive: boolean;
};

export function AnswerParts({ answer, parts, isLive }: AnswerPartsProps): ReactNode {
  const lastWords = parts.findLastIndex((part) => part.kind === 'text' && hasVisibleWord(part.text));
  const lastCall = parts.findLastIndex(({ kind }) => kind === 'tool_call' || kind === 'tool_result');
  return parts.map((part, index) => {
    switch (part.kind) {
      case 'thinking':
        return <Thinking key={index} part={part} isLive={isLive && index > Math.max(lastWords, lastCall)} />;
      case 'text':
        return index > lastWords ? null : (
          <Markdown key={index} text={part.text} isLive={isLive && index === parts.length - 1} />
        );
      case 'image':
      case 'file':
        return <MessageFiles key={index} attachments={[part]} className="mb-3" />;
      case 'tool_call':
        return (
          <ToolCall
            key={index}
            call={part}
            result={resultOf(parts, part)}
            answerId={answer.id}
            runId={answer.runId}
            model={answer.model}
            host={answer.host}
            isLive={isLive}
          />
        );
      case 'tool_result':
        // Shown with its call.
        return null;
    }
  });
}

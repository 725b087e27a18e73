// What a tool gave back. Texts are shown as they are and never as Markdown, images small.
import type { ReactNode } from 'react';
import type { ToolResultPart } from '../../../../preload/contract/part.ts';
import { words } from '../../../words.ts';
import { MessageFiles } from '../files/message-files.tsx';
import { PlainBlock } from './plain-block.tsx';

export function ToolResult({ result }: { readonly result: ToolResultPart }): ReactNode {
  const { content, isCut, isError } = result;
  const say = words.toolCalls;
  const isEmpty = content.every((piece) => piece.kind === 'text' && piece.text.trim() === '');
  return (
    <div className="flex flex-col gap-2">
      <p className="text-sm font-medium">{isError ? say.state.error : say.result}</p>
      {isEmpty ? <p className="text-sm text-ink-2">{say.emptyResult}</p> : null}
      {content.map((piece, index) => {
        switch (piece.kind) {
          case 'text':
            return piece.text.trim() === '' ? null : <PlainBlock key={index} label={say.result} text={piece.text} />;
          case 'image':
            return <MessageFiles key={index} attachments={[piece]} />;
          case 'left_out':
            return (
              <p key={index} className="text-sm text-ink-2">
                {say.leftOut(piece.type)}
              </p>
            );
        }
      })}
      {isCut ? <p className="text-sm text-warning">{say.isCut}</p> : null}
    </div>
  );
}

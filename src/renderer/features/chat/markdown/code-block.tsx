// A program as it came: its language, a way to copy it, and its lines, coloured once the colours are there.
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { CopyWordButton } from '../../../shared/copy-button.tsx';
import { layColours, type CodeLine } from './code-line.ts';
import { findLanguage } from './languages.ts';
import { createPainter, openPaintWorker, type PaintedBlock } from './painter.ts';
import { words } from '../../../words.ts';

type CodeBlockProps = { readonly code: string; readonly language: string };

export const CodeBlock = memo(function CodeBlock({ code, language }: CodeBlockProps) {
  const lines = useColouredLines(code, language);
  return (
    <figure className="code-block" dir="ltr">
      <figcaption className="flex h-9 items-center justify-between border-b border-line pr-1 pl-4 text-xs text-ink-3">
        <span className="truncate font-mono">{language || 'text'}</span>
        <CopyWordButton text={code} label={words.chat.markdown.copyCode} />
      </figcaption>
      <pre
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- long lines scroll, and must do so by keyboard
        tabIndex={0}
        role="group"
        aria-label={language ? words.chat.markdown.codeIn(language) : words.chat.markdown.code}
      >
        <code>
          {lines.map((line, index) => (
            <Line key={index} line={line} />
          ))}
        </code>
      </pre>
    </figure>
  );
});

const Line = memo(
  function Line({ line }: { readonly line: CodeLine }) {
    return (
      <span className="code-line">
        {line.tokens.map((token, index) => (
          <span key={index} style={{ color: token.color }}>
            {token.text}
          </span>
        ))}
        {'\n'}
      </span>
    );
  },
  (a, b) => a.line.text === b.line.text && a.line.tokens === b.line.tokens,
);

const painter = createPainter(openPaintWorker);
const noLines: readonly CodeLine[] = [];

function useColouredLines(code: string, named: string): readonly CodeLine[] {
  const language = findLanguage(named);
  const text = code.endsWith('\n') ? code.slice(0, -1) : code;
  const [painted, setPainted] = useState(noLines);
  const block = useRef<PaintedBlock | null>(null);
  useEffect(() => {
    if (language === null) return;
    const mine = painter.block(setPainted);
    block.current = mine;
    return mine.close;
  }, [language]);
  useEffect(() => {
    if (language !== null) block.current?.paint(language, text);
  }, [language, text]);
  return useMemo(() => layColours(text, painted), [text, painted]);
}

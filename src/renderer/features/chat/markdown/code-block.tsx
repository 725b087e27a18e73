// A program as it came: its language, what one can do with it, and its lines, coloured once the colours are there.
import { ListOrdered, WrapText } from 'lucide-react';
import { memo, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useAnswerTools } from './answer-tools.tsx';
import { codeFile } from './code-file.ts';
import { layColours, type CodeLine } from './code-line.ts';
import { findLanguage } from './languages.ts';
import { createPainter, openPaintWorker, type PaintedBlock } from './painter.ts';
import { CopyTool, SaveTool, ToolButton } from './tool-button.tsx';
import { words } from '../../../words.ts';

type CodeBlockProps = {
  readonly code: string;
  readonly language: string;
  /** Before the other buttons. */
  readonly tools?: ReactNode;
  /** A line above the code. */
  readonly note?: string | null;
};

export const CodeBlock = memo(function CodeBlock({ code, language, tools, note = null }: CodeBlockProps) {
  const lines = useColouredLines(code, language);
  const { look, setLook } = useAnswerTools();
  const say = words.chat.markdown;
  return (
    <figure
      className="code-block"
      dir="ltr"
      data-wrap={look.wraps || undefined}
      data-numbers={look.hasNumbers || undefined}
    >
      <figcaption className="block-bar">
        <span className="min-w-0 flex-1 truncate font-mono">{language || say.plainText}</span>
        {tools}
        <ToolButton
          label={say.lineNumbers}
          icon={<ListOrdered />}
          isOn={look.hasNumbers}
          onClick={() => setLook({ ...look, hasNumbers: !look.hasNumbers })}
        />
        <ToolButton
          label={say.wrapLines}
          icon={<WrapText />}
          isOn={look.wraps}
          onClick={() => setLook({ ...look, wraps: !look.wraps })}
        />
        <SaveTool label={say.saveCode} file={() => codeFile(code, language, say.codeFile)} />
        <CopyTool text={code} label={say.copyCode} />
      </figcaption>
      {note === null ? null : (
        <p role="note" className="px-4 pt-3 text-sm text-ink-2">
          {note}
        </p>
      )}
      <pre
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- long lines scroll, and must do so by keyboard
        tabIndex={0}
        role="group"
        aria-label={language ? say.codeIn(language) : say.code}
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

// A program as it came: its language, a way to copy it, and its lines, coloured once the colours are there.
import { Check, Copy } from 'lucide-react';
import { memo, useEffect, useRef, useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { loadPainter, type CodeLine, type Coloured, type Paint } from './highlighter.ts';
import { findLanguage } from './languages.ts';

type CodeBlockProps = { readonly code: string; readonly language: string };

const copiedMs = 1_600;

export const CodeBlock = memo(function CodeBlock({ code, language }: CodeBlockProps) {
  const lines = useColouredLines(code, language);
  return (
    <figure className="code-block" dir="ltr">
      <figcaption className="flex h-9 items-center justify-between border-b border-line pr-1 pl-4 text-xs text-ink-3">
        <span className="truncate font-mono">{language || 'text'}</span>
        <CopyButton text={code} label="Copy code" />
      </figcaption>
      {/* Reachable by keyboard, because long lines scroll. */}
      <pre tabIndex={0} aria-label={language ? `Code in ${language}` : 'Code'}>
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
  function Line({ line }: { readonly line: CodeLine | string }) {
    return (
      <span className="code-line">
        {typeof line === 'string'
          ? line
          : line.map((token, index) => (
              <span key={index} style={{ color: token.color }}>
                {token.text}
              </span>
            ))}
        {'\n'}
      </span>
    );
  },
  (a, b) => a.line === b.line,
);

export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), copiedMs);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <Button variant="ghost" size="sm" aria-label={isCopied ? 'Copied' : label} icon={isCopied ? <Check className="size-3.5" /> : <Copy className="size-3.5" />} className="text-xs" onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
      {isCopied ? 'Copied' : 'Copy'}
    </Button>
  );
}

/** Coloured lines as far as they are known, then the plain rest. */
function useColouredLines(code: string, named: string): readonly (CodeLine | string)[] {
  const language = findLanguage(named);
  const [painter, setPainter] = useState<{ readonly paint: Paint } | null>(null);
  const coloured = useRef<Coloured | null>(null);
  useEffect(() => {
    if (language === null) return;
    let isWanted = true;
    loadPainter(language).then(
      (paint) => isWanted && setPainter({ paint }),
      (error: unknown) => console.warn(`Code stays plain: ${language} could not be loaded`, error),
    );
    return () => {
      isWanted = false;
    };
  }, [language]);
  const text = code.endsWith('\n') ? code.slice(0, -1) : code;
  if (painter === null || language === null) return text.split('\n');
  coloured.current = painter.paint(coloured.current, text);
  return coloured.current.lines;
}

// An answer's Markdown. While it streams, only the last blocks are read again.
import { memo, useMemo, useState } from 'react';
import { Streamdown } from 'streamdown';
import { cx } from '../../../ui/cx.ts';
import { BlockSourceContext } from './block-source.ts';
import { CodeBlock } from './code-block.tsx';
import { elements } from './elements.tsx';
import { useFootnoteOptions } from './footnotes.tsx';
import { HeadingLevels, headingShift } from './heading.tsx';
import { useMath } from './math-part.ts';
import { plainMarkdown } from './plain-markdown.ts';
import { asian, rehypeSteps, remarkSteps } from './reader-steps.ts';
import { createSplitter, openFence } from './split-blocks.ts';

type MarkdownProps = {
  readonly text: string;
  readonly isLive: boolean;
  /** In smaller type, for what is beside the matter. */
  readonly isQuiet?: boolean;
};

export const Markdown = memo(function Markdown({ text, isLive, isQuiet = false }: MarkdownProps) {
  const [blocksOf] = useState(createSplitter);
  const notes = useFootnoteOptions();
  const plain = plainMarkdown(text, isLive);
  const blocks = blocksOf(plain.text, isLive);
  return (
    <div className={cx('prose', isQuiet && 'prose-quiet')}>
      <HeadingLevels value={headingShift(plain.text)}>
        {blocks.map((block, index) => (
          <Block key={index} text={block} notes={notes} isOpen={isLive && index >= blocks.length - 2} />
        ))}
      </HeadingLevels>
      {plain.pending === null ? null : <FormulaSource text={plain.pending} />}
    </div>
  );
});

const sameUrl = (url: string): string => url;
/** The only ways in which a formula can be written by now. */
const formula = /\$\$|^[ \t>]*(?:`{3,}|~{3,})\s*math\b/m;

type BlockProps = {
  readonly text: string;
  readonly notes: ReturnType<typeof useFootnoteOptions>;
  readonly isOpen: boolean;
};

const Block = memo(function Block({ text, notes, isOpen }: BlockProps) {
  const hasFormula = formula.test(text);
  const math = useMath(hasFormula);
  const source = useMemo(() => ({ text, isOpen }), [text, isOpen]);
  if (text.trim() === '') return null;
  const fence = isOpen ? openFence(text) : null;
  if (fence !== null) return <CodeBlock code={fence.code} language={fence.language} />;
  if (hasFormula && math === null) return <FormulaSource text={text} />;
  return (
    // Without a plugin for raw HTML and with an address filter set, streamdown turns HTML into the text it is.
    <BlockSourceContext value={source}>
      <Streamdown
        mode={isOpen ? 'streaming' : 'static'}
        parseIncompleteMarkdown={isOpen}
        remarkPlugins={remarkSteps}
        rehypePlugins={rehypeSteps}
        plugins={math === null ? withoutMath : { ...withoutMath, math }}
        remarkRehypeOptions={notes}
        urlTransform={sameUrl}
        components={elements}
        controls={false}
      >
        {text}
      </Streamdown>
    </BlockSourceContext>
  );
});

const withoutMath = { cjk: asian };

/** A formula as it is written, until it is whole and can be set. */
function FormulaSource({ text }: { readonly text: string }) {
  return (
    <p className="formula-source" dir="ltr">
      {text}
    </p>
  );
}

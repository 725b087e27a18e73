// An answer's Markdown. While it streams, only the last blocks are read again.
import { memo, useState } from 'react';
import { Streamdown } from 'streamdown';
import { CodeBlock } from './code-block.tsx';
import { elements } from './elements.tsx';
import { rawParagraphs } from './raw-paragraphs.ts';
import { openFence, splitBlocks, type Split } from './split-blocks.ts';

type MarkdownProps = { readonly text: string; readonly isLive: boolean };

export const Markdown = memo(function Markdown({ text, isLive }: MarkdownProps) {
  const [blocksOf] = useState(createSplitter);
  const blocks = blocksOf(text, isLive);
  return (
    <div className="prose">
      {blocks.map((block, index) => (
        <Block key={index} text={block} isOpen={isLive && index >= blocks.length - 2} />
      ))}
    </div>
  );
});

/** Remembers the last split, so that of a growing text only the loose end is read again. */
function createSplitter(): (text: string, isLive: boolean) => readonly string[] {
  let kept: Split | null = null;
  return (text, isLive) => {
    kept = splitBlocks(isLive ? kept : reusable(kept, text), text);
    return kept.blocks;
  };
}

/** At the end the whole is read once, so that what came late (a footnote, a link's address) finds its place. */
function reusable(split: Split | null, text: string): Split | null {
  return split?.text === text && split.settled === split.blocks.length ? split : null;
}

const steps = [rawParagraphs];
const sameUrl = (url: string): string => url;

const Block = memo(function Block({ text, isOpen }: { readonly text: string; readonly isOpen: boolean }) {
  if (text.trim() === '') return null;
  const fence = isOpen ? openFence(text) : null;
  if (fence !== null) return <CodeBlock code={fence.code} language={fence.language} />;
  return (
    // Without a plugin for raw HTML and with an address filter set, streamdown turns HTML into the text it is.
    <Streamdown
      mode={isOpen ? 'streaming' : 'static'}
      parseIncompleteMarkdown={isOpen}
      rehypePlugins={steps}
      urlTransform={sameUrl}
      components={elements}
      controls={false}
      dir="auto"
    >
      {text}
    </Streamdown>
  );
});

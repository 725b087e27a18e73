// How the parts of Markdown are drawn. Raw HTML never gets here, pictures are not fetched by themselves, and links pass the gate.
import { ImageIcon } from 'lucide-react';
import { isValidElement, use, type ComponentProps, type ReactNode } from 'react';
import type { Components } from 'streamdown';
import { RemotePicture } from '../pictures/remote-picture.tsx';
import { BlockSourceContext } from './block-source.ts';
import { CodeBlock } from './code-block.tsx';
import { dataImage } from './data-image.ts';
import { DiagramBlock } from './diagram-block.tsx';
import { NoteLink } from './footnotes.tsx';
import { headingElements } from './heading.tsx';
import { openableUrl, pictureUrl } from './links.ts';
import { hasPictures, LinkAround } from './out-link.tsx';
import { TableBlock } from './table-block.tsx';
import { words } from '../../../words.ts';

type WithNode<Tag extends 'a' | 'img' | 'code' | 'pre' | 'input'> = ComponentProps<Tag> & {
  readonly node?: unknown;
};

export const elements: Components = {
  a: Anchor,
  img: Picture,
  pre: Pre,
  inlineCode: InlineCode,
  table: TableBlock,
  input: TaskBox,
  // The bare elements: prose.css draws them.
  p: 'p',
  ...headingElements,
  ul: 'ul',
  ol: 'ol',
  li: 'li',
  blockquote: 'blockquote',
  hr: 'hr',
  strong: 'strong',
  thead: 'thead',
  tbody: 'tbody',
  tr: 'tr',
  th: 'th',
  td: 'td',
  sup: 'sup',
  sub: 'sub',
  section: 'section',
};

function Anchor({ href, id, children, 'aria-label': label }: WithNode<'a'>) {
  if (href?.startsWith('#') === true) {
    // Notes hold no pictures, so this leads nowhere.
    if (hasPictures(children)) return <span>{children}</span>;
    return (
      <NoteLink id={id} to={href} label={label}>
        {children}
      </NoteLink>
    );
  }
  const url = openableUrl(href);
  if (url === null) return <span>{children}</span>;
  return <LinkAround url={url}>{children}</LinkAround>;
}

function Picture({ src, alt }: WithNode<'img'>) {
  const { isOpen } = use(BlockSourceContext);
  const name = alt || words.chat.markdown.picture;
  const own = isOpen ? null : dataImage(src);
  if (own !== null) return <img src={own} alt={name} decoding="async" className="own-picture" />;
  const url = pictureUrl(typeof src === 'string' ? src : undefined);
  if (url !== null) return <RemotePicture url={url} alt={name} />;
  return (
    <span className="picture">
      <span className="picture-line">
        <span className="picture-name">
          <ImageIcon aria-hidden="true" />
          <span dir="auto">{name}</span>
        </span>
      </span>
    </span>
  );
}

function InlineCode({ children }: WithNode<'code'>) {
  return (
    <code className="inline-code" dir="auto">
      {children}
    </code>
  );
}

function Pre({ children }: WithNode<'pre'>) {
  const { isOpen } = use(BlockSourceContext);
  if (!isValidElement<{ readonly className?: string; readonly children?: ReactNode }>(children))
    return <pre>{children}</pre>;
  const language = /language-(\S+)/.exec(children.props.className ?? '')?.[1] ?? '';
  const code = wordsOf(children.props.children);
  if (language.toLowerCase() === 'mermaid' && !isOpen) return <DiagramBlock source={code} />;
  return <CodeBlock code={code} language={language} />;
}

function TaskBox({ checked }: WithNode<'input'>) {
  const isDone = checked === true;
  return (
    <input
      type="checkbox"
      checked={isDone}
      disabled
      aria-label={isDone ? words.chat.markdown.done : words.chat.markdown.toDo}
      readOnly
    />
  );
}

function wordsOf(node: ReactNode): string {
  if (typeof node === 'string') return node;
  if (Array.isArray(node)) return node.map(wordsOf).join('');
  return '';
}

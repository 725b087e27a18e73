// Notes at the foot of an answer, and the ways to them and back. Their ids are those of one answer alone.
import { useId, useMemo, type ComponentProps, type ReactNode } from 'react';
import type { Streamdown } from 'streamdown';
import { words } from '../../../words.ts';

type Options = NonNullable<ComponentProps<typeof Streamdown>['remarkRehypeOptions']>;

/** How the Markdown reader writes them; the same object as long as the answer is drawn. */
export function useFootnoteOptions(): Options {
  const id = useId();
  return useMemo(
    () => ({
      clobberPrefix: `${id}-`,
      footnoteLabel: words.chat.markdown.footnotes,
      footnoteBackContent: '↩',
      footnoteBackLabel: (index: number) => words.chat.markdown.backFromNote(index + 1),
    }),
    [id],
  );
}

type NoteLinkProps = {
  readonly id: string | undefined;
  readonly to: string;
  readonly label: string | undefined;
  readonly children: ReactNode;
};

/** The address of the page is the app's own affair, so it stays as it is. */
export function NoteLink({ id, to, label, children }: NoteLinkProps) {
  return (
    <a
      id={id}
      href={to}
      aria-label={label}
      className="note-link"
      onClick={(event) => {
        event.preventDefault();
        goTo(to.slice(1));
      }}
      onAuxClick={(event) => event.preventDefault()}
    >
      {children}
    </a>
  );
}

function goTo(id: string): void {
  const target = document.getElementById(decodeURIComponent(id));
  if (target === null) return;
  if (!target.matches('a')) target.tabIndex = -1;
  target.scrollIntoView({ block: 'center' });
  target.focus({ preventScroll: true });
}

/** As much of a syntax tree as is needed here. */
type Node = { type: string; tagName?: string; properties?: Readonly<Record<string, unknown>>; children?: Node[] };

/**
 * A step of the Markdown reader; it changes the tree in place, as those do. The name of the section is spoken instead of its heading,
 * whose id would be the same in every answer.
 */
export function namedNotes() {
  return (tree: Node): void => {
    for (const node of tree.children ?? []) {
      if (node.tagName !== 'section' || node.properties?.['dataFootnotes'] === undefined) continue;
      node.properties = { dataFootnotes: true, ariaLabel: words.chat.markdown.footnotes };
      node.children = node.children?.filter(({ tagName }) => tagName !== 'h2') ?? [];
    }
  };
}

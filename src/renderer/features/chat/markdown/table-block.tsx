// A table: it scrolls within its own frame, and can be taken along as CSV or as Markdown.
import { FileSpreadsheet } from 'lucide-react';
import { use, useLayoutEffect, useMemo, useRef, type ComponentProps } from 'react';
import { BlockSourceContext } from './block-source.ts';
import { toCsv } from '../../../shared/csv.ts';
import { tableMarkdown, tableValues, type TreeNode } from './table-values.ts';
import { CopyTool, SaveTool } from './tool-button.tsx';
import { words } from '../../../words.ts';

type TableBlockProps = ComponentProps<'table'> & { readonly node?: TreeNode | undefined };

/** This near to its end somebody is still reading along. */
const nearEndPx = 40;

export function TableBlock({ children, dir, node }: TableBlockProps) {
  const { text, isOpen } = use(BlockSourceContext);
  const rows = useMemo(() => (node === undefined ? [] : tableValues(node)), [node]);
  const scroller = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  // While it is written its newest row is shown, as in the transcript around it.
  useLayoutEffect(() => {
    const box = scroller.current;
    if (isOpen && isAtEnd.current && box !== null) box.scrollTop = box.scrollHeight;
  });
  const say = words.chat.markdown;
  return (
    <figure className="table-frame">
      <figcaption className="block-bar" dir="ltr">
        <span className="min-w-0 flex-1 truncate">
          {say.tableSize(Math.max(0, rows.length - 1), rows[0]?.length ?? 0)}
        </span>
        <SaveTool label={say.saveCsv} file={() => ({ name: `${say.tableFile}.csv`, text: toCsv(rows) })} />
        <CopyTool label={say.copyCsv} text={toCsv(rows)} icon={<FileSpreadsheet />} />
        <CopyTool label={say.copyMarkdown} text={node === undefined ? '' : tableMarkdown(node, text)} />
      </figcaption>
      <div
        ref={scroller}
        className="table-scroll"
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          isAtEnd.current = scrollHeight - scrollTop - clientHeight < nearEndPx;
        }}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- wide and long tables scroll, and must do so by keyboard
        tabIndex={0}
        role="group"
        aria-label={say.table}
      >
        <table dir={dir}>{children}</table>
      </div>
    </figure>
  );
}

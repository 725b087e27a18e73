// A diagram, drawn on this computer from its source. Until it is drawn, and where it cannot be, its source stands there.
import { Code, RotateCw, Workflow } from 'lucide-react';
import { memo, useEffect, useRef, useState } from 'react';
import { CodeBlock } from './code-block.tsx';
import { useDiagramLook } from './diagram-look.ts';
import type { DiagramLook } from './diagram-protocol.ts';
import { openDrawFrame } from './draw-frame.ts';
import { createDrawer, type Drawing } from './drawer.ts';
import { useKeptPlace } from './kept-place.ts';
import { CopyTool, SaveTool, ToolButton } from './tool-button.tsx';
import { words } from '../../../words.ts';

const drawer = createDrawer(openDrawFrame);

export const DiagramBlock = memo(function DiagramBlock({ source }: { readonly source: string }) {
  const { drawing, drawAgain } = useDrawing(source, useDiagramLook());
  const [isSourceWanted, setSourceWanted] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const isDrawn = drawing?.kind === 'drawn' && !isSourceWanted;
  useKeptPlace(box, isDrawn);
  const say = words.chat.markdown;
  return (
    <div ref={box} className="diagram">
      {isDrawn ? (
        <figure className="diagram-frame" dir="ltr">
          <figcaption className="block-bar">
            <span className="min-w-0 flex-1 truncate">{say.diagram}</span>
            <ToolButton label={say.showSource} icon={<Code />} onClick={() => setSourceWanted(true)} />
            <SaveTool label={say.saveSvg} file={() => ({ name: `${say.drawingFile}.svg`, text: drawing.svg })} />
            <CopyTool label={say.copySource} text={source} />
          </figcaption>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a wide diagram scrolls, and must do so by keyboard */}
          <div className="diagram-scroll" tabIndex={0} role="group" aria-label={say.diagram}>
            {/* As a picture it runs no script and fetches nothing, whatever stands in it. */}
            <img
              src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing.svg)}`}
              width={drawing.width}
              height={drawing.height}
              alt={say.drawnFrom(source.trim().split('\n', 1)[0] ?? '')}
            />
          </div>
        </figure>
      ) : (
        <CodeBlock
          code={source}
          language="mermaid"
          note={drawing?.kind === 'failed' ? sayWhy(drawing) : null}
          tools={
            drawing?.kind === 'drawn' ? (
              <ToolButton label={say.showDiagram} icon={<Workflow />} onClick={() => setSourceWanted(false)} />
            ) : drawing !== null && mayDrawAgain(drawing) ? (
              <ToolButton label={say.drawAgain} icon={<RotateCw />} onClick={drawAgain} />
            ) : null
          }
        />
      )}
    </div>
  );
});

/** It may have been the computer's fault. */
function mayDrawAgain({ because }: Extract<Drawing, { kind: 'failed' }>): boolean {
  return because === 'too_slow' || because === 'not_loaded';
}

function useDrawing(
  source: string,
  look: DiagramLook,
): { readonly drawing: Drawing | null; readonly drawAgain: () => void } {
  const known = drawer.known(source, look);
  const [last, setLast] = useState<{ readonly source: string; readonly drawing: Drawing } | null>(null);
  useEffect(() => {
    let isWanted = true;
    const show = async (): Promise<void> => {
      const drawing = await drawer.draw(source, look);
      if (isWanted) setLast({ source, drawing });
    };
    void show();
    return () => {
      isWanted = false;
    };
  }, [source, look]);
  // In other colours it stands there in those it had until it is drawn anew.
  return {
    drawing: known ?? (last?.source === source ? last.drawing : null),
    drawAgain() {
      drawer.forget(source, look);
      setLast(null);
      const show = async (): Promise<void> => setLast({ source, drawing: await drawer.draw(source, look) });
      void show();
    },
  };
}

function sayWhy({ because, why }: Extract<Drawing, { kind: 'failed' }>): string {
  const say = words.chat.markdown.notDrawn;
  const [line = ''] = why.split('\n', 1);
  return because === 'unreadable' && line !== '' ? say.because(line.slice(0, 160)) : say[because];
}

// What the page and the frame in which diagrams are drawn say to each other.

/** Colours in a form that Mermaid can reckon with: "#rrggbb" or "rgb(…)". */
export type DiagramLook = {
  readonly isDark: boolean;
  readonly paper: string;
  readonly ink: string;
  readonly soft: string;
  readonly fill: string;
  readonly line: string;
  readonly accent: string;
};

export type DrawRequest = { readonly id: number; readonly source: string; readonly look: DiagramLook };

/** `width` and `height` in pixels. `why`: the library's own words, for whoever wrote the source. */
export type DrawReply =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'drawn';
      readonly id: number;
      readonly svg: string;
      readonly width: number;
      readonly height: number;
    }
  | { readonly kind: 'failed'; readonly id: number; readonly why: string };

/** What comes out of the frame is read as if anybody had written it. null: nothing of ours. */
export function readReply(data: unknown): DrawReply | null {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return null;
  if (data.kind === 'ready') return { kind: 'ready' };
  if (!('id' in data) || typeof data.id !== 'number') return null;
  const { id } = data;
  if (data.kind === 'failed')
    return { kind: 'failed', id, why: 'why' in data && typeof data.why === 'string' ? data.why.slice(0, 500) : '' };
  if (data.kind !== 'drawn' || !('svg' in data) || !('width' in data) || !('height' in data)) return null;
  const { svg, width, height } = data;
  if (typeof svg !== 'string' || typeof width !== 'number' || typeof height !== 'number') return null;
  return { kind: 'drawn', id, svg, width, height };
}

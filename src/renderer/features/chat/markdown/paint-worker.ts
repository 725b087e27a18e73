// Colours code beside the page, so that reading a grammar never holds up a keystroke or a frame.
import { createPaints, type Coloured } from './highlighter.ts';
import type { PaintAnswer, PaintReply, PaintRequest } from './paint-protocol.ts';

const paints = createPaints();
const blocks = new Map<number, Coloured>();

async function answer(request: Extract<PaintRequest, { kind: 'paint' }>): Promise<PaintAnswer> {
  const paint = await paints(request.language).catch(() => null);
  // Until the next worker gets the grammar the code stays plain; nothing else depends on it.
  if (paint === null) return 'failed';
  const before = blocks.get(request.block) ?? null;
  const after = paint(before, request.code);
  blocks.set(request.block, after);
  const kept = before !== null && after.code.startsWith(before.code) ? before.whole.length : 0;
  return { block: request.block, kept, lines: [...after.whole.slice(kept), ...after.begun] };
}

self.addEventListener('message', ({ data }: MessageEvent<PaintRequest>) => {
  switch (data.kind) {
    case 'forget':
      blocks.delete(data.block);
      return;
    case 'paint':
      answer(data).then(
        (reply) => self.postMessage(reply),
        // Code that a grammar stumbles over stays plain.
        () => self.postMessage({ block: data.block, kept: 0, lines: [] } satisfies PaintReply),
      );
  }
});

// Runs in the frame in which diagrams are drawn, after Mermaid and with nothing else around it. It may import types only:
// its text is put into the frame's page as it is. See scripts/build/diagram-page.ts.
import type { Mermaid } from 'mermaid';
import type { DiagramLook, DrawReply, DrawRequest } from './diagram-protocol.ts';

declare const mermaid: Mermaid;

const fontFamily = 'ui-sans-serif, system-ui, sans-serif';
const svgLengthMax = 2_000_000;
const sizeMax = 20_000;

const answer = (reply: DrawReply): void => window.parent.postMessage(reply, '*');

const setUp = ({ isDark, paper, ink, soft, fill, line, accent }: DiagramLook): void =>
  mermaid.initialize({
    startOnLoad: false,
    // No scripts, no links that do anything, and words as drawn words.
    securityLevel: 'strict',
    htmlLabels: false,
    flowchart: { htmlLabels: false, useMaxWidth: false },
    suppressErrorRendering: true,
    maxTextSize: 20_000,
    maxEdges: 200,
    fontFamily,
    theme: 'base',
    darkMode: isDark,
    themeVariables: {
      darkMode: isDark,
      fontFamily,
      fontSize: '14px',
      background: paper,
      primaryColor: fill,
      primaryTextColor: ink,
      primaryBorderColor: accent,
      secondaryColor: soft,
      secondaryTextColor: ink,
      secondaryBorderColor: line,
      tertiaryColor: paper,
      tertiaryTextColor: ink,
      tertiaryBorderColor: line,
      lineColor: line,
      textColor: ink,
      titleColor: ink,
      noteBkgColor: soft,
      noteTextColor: ink,
      noteBorderColor: line,
      edgeLabelBackground: paper,
      dropShadow: 'none',
    },
    // What the source of a diagram may not set for itself.
    secure: [
      'secure',
      'securityLevel',
      'startOnLoad',
      'maxTextSize',
      'maxEdges',
      'suppressErrorRendering',
      'htmlLabels',
      'flowchart',
      'fontFamily',
      'altFontFamily',
      'theme',
      'themeCSS',
      'themeVariables',
      'darkMode',
      'dompurifyConfig',
    ],
  });

const draw = async ({ id, source, look }: DrawRequest): Promise<DrawReply> => {
  setUp(look);
  const stage = document.createElement('div');
  document.body.append(stage);
  try {
    const { svg } = await mermaid.render(`diagram-${String(id)}`, source, stage);
    stage.innerHTML = svg;
    const drawn = stage.querySelector('svg');
    if (drawn === null) return { kind: 'failed', id, why: '' };
    const box = drawn.viewBox.baseVal;
    const [width, height] = [Math.ceil(box.width), Math.ceil(box.height)];
    if (!(width > 0 && height > 0 && width <= sizeMax && height <= sizeMax))
      return { kind: 'failed', id, why: `${String(width)} × ${String(height)}` };
    drawn.removeAttribute('style');
    drawn.setAttribute('width', String(width));
    drawn.setAttribute('height', String(height));
    const text = new XMLSerializer().serializeToString(drawn);
    if (text.length > svgLengthMax) return { kind: 'failed', id, why: String(text.length) };
    return { kind: 'drawn', id, svg: text, width, height };
  } finally {
    stage.remove();
  }
};

window.addEventListener('message', ({ source, data }: MessageEvent<DrawRequest>) => {
  if (source !== window.parent) return;
  draw(data).then(answer, (error: unknown) =>
    answer({ kind: 'failed', id: data.id, why: error instanceof Error ? error.message : String(error) }),
  );
});
answer({ kind: 'ready' });

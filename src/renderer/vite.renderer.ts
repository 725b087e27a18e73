// How the page is built, for whichever shell builds it. It knows neither the shell nor where the files go.
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import type { PluginOption } from 'vite';

export function rendererPlugins(): PluginOption[] {
  // The worker is a module, so that it fetches only the grammars it needs; nothing is inlined, because the page's policy allows no data: fonts.
  return [
    react(),
    tailwind(),
    {
      // Every browser that can show this page reads woff2: the same fonts in older formats would only make the app larger.
      name: 'tallystick:formula-fonts',
      enforce: 'pre',
      transform: (code, id) =>
        id.endsWith('/katex.min.css')
          ? code.replaceAll(/,url\([^)]*\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)/g, '')
          : null,
    },
    {
      name: 'tallystick:workers',
      config: () => ({ worker: { format: 'es' as const }, build: { assetsInlineLimit: 0 } }),
    },
    nameLateParts(),
  ];
}

/** What the page fetches late, by the names of their files. */
const lateParts = ['transcript', 'math'] as const;

/** Writes into the page where its late parts are, for a page that has to ask for one under another address. */
function nameLateParts(): PluginOption {
  return {
    name: 'tallystick:late-parts',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) =>
        lateParts.map((name) => {
          const part = Object.values(bundle ?? {}).find(
            (file) => file.type === 'chunk' && file.isDynamicEntry && file.name === name,
          );
          if (part === undefined) throw new Error(`The page has no part “${name}” any more; see late-part.ts.`);
          return { tag: 'meta', attrs: { name: `part-${name}`, content: `./${part.fileName}` }, injectTo: 'head' };
        }),
    },
  };
}

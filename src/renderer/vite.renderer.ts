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
    keepPageWhole(),
    nameLateParts(),
  ];
}

/**
 * What a start needs comes in one file. Without this, code that the page shares with late parts would be a file for each pair that
 * shares it. A small module of ours that two late parts share comes with the page too: as a file it would be one more request. So does
 * what they share of the library that carries calls, most of which the page has anyway.
 */
function keepPageWhole(): PluginOption {
  const name = (id: string, graph: { getModuleInfo(id: string): ModuleInfo | null }): string | null => {
    const importers = new Set([id]);
    let parts = 0;
    for (const one of importers) {
      const info = graph.getModuleInfo(one);
      if (info?.isEntry === true) return 'page';
      if (info !== null && info.dynamicImporters.length > 0) parts += 1;
      for (const importer of info?.importers ?? []) importers.add(importer);
    }
    const isSmall = !id.includes('node_modules') && (graph.getModuleInfo(id)?.code?.length ?? 0) < smallBytes;
    return parts > 1 && (isSmall || id.includes('/node_modules/@orpc/')) ? 'page' : null;
  };
  return {
    name: 'tallystick:page',
    apply: 'build',
    config: () => ({
      build: { rolldownOptions: { output: { codeSplitting: { groups: [{ name, debugName: 'page' }] } } } },
    }),
  };
}

/** Of a module's own code. */
const smallBytes = 8_000;

type ModuleInfo = {
  readonly code: string | null;
  readonly isEntry: boolean;
  readonly importers: readonly string[];
  readonly dynamicImporters: readonly string[];
};

/** What the page fetches late, by the names of their files. */
const lateParts = [
  'transcript',
  'math',
  'dialogs',
  'onboarding',
  'parameters-dialog',
  'context-dialog',
  'usage-page',
  'offered-list',
] as const;

/** What late parts have in common stands in files of its own; together they are no larger than this. */
const sharedBytesMax = 40_000;

/**
 * Writes into the page where its late parts are, for a page that has to ask for one under another address. What they import beside
 * the page's own program comes with the page: an import that failed within a part could be asked for under no other address.
 */
function nameLateParts(): PluginOption {
  return {
    name: 'tallystick:late-parts',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const chunks = Object.values(bundle ?? {}).filter((file) => file.type === 'chunk');
        const parts = lateParts.map((name) => {
          const part = chunks.find((chunk) => chunk.isDynamicEntry && chunk.name === name);
          if (part === undefined) throw new Error(`The page has no part “${name}” any more; see late-part.ts.`);
          return part;
        });
        const own = chunks.filter((chunk) => chunk.isEntry).flatMap(({ fileName, imports }) => [fileName, ...imports]);
        const shared = [...new Set(parts.flatMap(({ imports }) => imports))].filter((file) => !own.includes(file));
        const bytes = chunks
          .filter(({ fileName }) => shared.includes(fileName))
          .reduce((sum, { code }) => sum + code.length, 0);
        if (bytes > sharedBytesMax) throw new Error(`Late parts share ${String(bytes)} bytes: ${shared.join(', ')}`);
        return [
          ...parts.map(({ name, fileName }) => ({
            tag: 'meta',
            attrs: { name: `part-${name}`, content: `./${fileName}` },
            injectTo: 'head' as const,
          })),
          // Fetched, not run: nothing of it is needed before the part is.
          ...shared.map((file) => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, href: `./${file}` },
            injectTo: 'head' as const,
          })),
        ];
      },
    },
  };
}

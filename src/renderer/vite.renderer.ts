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
  ];
}

// How the page is built, for whichever shell builds it. It knows neither the shell nor where the files go.
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import type { PluginOption } from 'vite';

export function rendererPlugins(): PluginOption[] {
  // Modules, so that the painting worker fetches only the grammars it needs.
  return [react(), tailwind(), { name: 'tallystick:workers', config: () => ({ worker: { format: 'es' as const } }) }];
}

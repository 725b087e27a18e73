// How main, preload and page are built into out/. The two shells share one build: index.js for Electron, web.js for the browser.
import { resolve } from 'node:path';
import { defineConfig } from 'electron-vite';
import packageFile from './package.json' with { type: 'json' };
import { diagramPage } from './scripts/build/diagram-page.ts';
import { rendererPlugins } from './src/renderer/vite.renderer.ts';

const from = (path: string): string => resolve(import.meta.dirname, path);

/** What brings a program of its own for each platform stays where it is installed. */
const withBinaries = ['better-sqlite3', /^@napi-rs\/keyring/];

export default defineConfig({
  main: {
    define: { __APP_VERSION__: JSON.stringify(packageFile.version) },
    build: {
      outDir: from('out/main'),
      sourcemap: true,
      // A thousand files are found and read one by one at every start; what they hold is read at once.
      externalizeDeps: false,
      rolldownOptions: {
        input: {
          index: from('src/main/index.ts'),
          'core-process': from('src/main/core-process.ts'),
          web: from('src/main/web.ts'),
        },
        external: withBinaries,
      },
    },
  },
  preload: {
    build: {
      outDir: from('out/preload'),
      // A sandboxed preload is loaded as one CommonJS file and may require only electron.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: from('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: from('src/renderer'),
    publicDir: from('src/renderer/public'),
    plugins: [...rendererPlugins(), diagramPage(import.meta.dirname)],
    build: {
      outDir: from('out/renderer'),
      sourcemap: false,
      // electron-vite leaves code as it is unless told.
      minify: true,
      chunkSizeWarningLimit: 2000,
      rolldownOptions: { input: { index: from('src/renderer/index.html') } },
    },
  },
});

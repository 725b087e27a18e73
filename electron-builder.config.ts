// How the desktop app is packed for each platform, and which of Electron's switches are welded shut in the shipped program.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Configuration } from 'electron-builder';

/** What of node_modules is needed: all else is in out/ already. The patterns name the files of the platform that is packed for. */
const nativeModules = [
  'better-sqlite3/{package.json,LICENSE}',
  'better-sqlite3/lib/{binding,database,index,sqlite-error,util}.js',
  'better-sqlite3/lib/methods/*.js',
  'better-sqlite3/prebuilds/${platform}-${arch}.node',
  '@napi-rs/keyring/{package.json,LICENSE,index.js}',
  '@napi-rs/keyring-${platform}-${arch}{,-gnu,-msvc}/{package.json,LICENSE*,*.node}',
].map((pattern) => `node_modules/${pattern}`);

const config: Configuration = {
  appId: 'app.tallystick.desktop',
  productName: 'Tallystick',
  directories: { output: 'dist', buildResources: 'resources' },
  files: [
    'package.json',
    'out/main/**',
    // The browser shell.
    '!out/main/web.js',
    '!out/main/chunks/run-web-app-*.js',
    '!out/main/compiled/**',
    'out/preload/**',
    'out/renderer/**',
    // The window's own icon, on Linux.
    'resources/icons/256x256.png',
    '!**/*.map',
    '!node_modules/**',
    ...nativeModules,
  ],
  asar: true,
  // Native modules cannot be loaded from inside the archive.
  asarUnpack: ['**/*.node'],
  npmRebuild: false,
  protocols: [{ name: 'Tallystick', schemes: ['tallystick'] }],
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
    // An empty snapshot of its own is not shipped.
    loadBrowserProcessSpecificV8Snapshot: false,
  },
  linux: {
    // A deb would have to name a homepage and somebody’s address.
    target: ['AppImage', 'tar.gz'],
    icon: 'icons',
    category: 'Utility',
    synopsis: 'Chat with the models of your own Ollama',
    // The desktop finds the entry of a window by its name: that of package.json’s desktopName.
    syncDesktopName: true,
  },
  mac: {
    target: ['dmg', 'zip'],
    icon: 'icon.icns',
    category: 'public.app-category.productivity',
    hardenedRuntime: true,
  },
  win: { target: ['nsis'], icon: 'icon.ico' },
  nsis: { oneClick: true, perMachine: false },
  publish: null,
  ...namedElectron(process.env['TALLYSTICK_ELECTRON'] ?? ''),
};

export default config;

/** An Electron that is here already, so that none is fetched. */
function namedElectron(program: string): Pick<Configuration, 'electronDist' | 'electronVersion'> {
  if (program === '') return {};
  // On macOS the program lies deep inside a folder of its own.
  for (
    let folder = path.dirname(path.resolve(program));
    folder !== path.dirname(folder);
    folder = path.dirname(folder)
  ) {
    const version = path.join(folder, 'version');
    if (existsSync(version))
      return { electronDist: folder, electronVersion: readFileSync(version, 'utf8').trim().replace(/^v/, '') };
  }
  throw new Error(`TALLYSTICK_ELECTRON names ${program}, and no Electron is there.`);
}

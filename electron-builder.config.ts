// How the desktop app is packed for each platform, and which of Electron's switches are welded shut in the shipped program.
import type { Configuration } from 'electron-builder';

const config: Configuration = {
  appId: 'app.tallystick.desktop',
  productName: 'Tallystick',
  directories: { output: 'dist', buildResources: 'resources' },
  files: ['out/main/**', '!out/main/web.js', 'out/preload/**', 'out/renderer/**', '!**/*.map', 'package.json'],
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
    target: ['AppImage', 'deb'],
    category: 'Utility',
    mimeTypes: ['x-scheme-handler/tallystick'],
  },
  mac: {
    target: ['dmg', 'zip'],
    category: 'public.app-category.productivity',
    hardenedRuntime: true,
  },
  win: { target: ['nsis'] },
  nsis: { oneClick: true, perMachine: false },
  publish: null,
};

export default config;

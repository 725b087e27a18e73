// electron-store outside Electron: it needs none of it where it is told the folder, but it imports the module.
import { registerHooks } from 'node:module';
import type ElectronStore from 'electron-store';

export async function loadElectronStore(): Promise<typeof ElectronStore> {
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron'
        ? { url: 'data:text/javascript,export default {}', shortCircuit: true }
        : next(specifier, context),
  });
  try {
    const { default: Store } = await import('electron-store');
    return Store;
  } finally {
    hooks.deregister();
  }
}

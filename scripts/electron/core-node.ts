// On which Node the core runs in tests: Electron's own, or ours where that is too old.
import packageFile from '../../package.json' with { type: 'json' };
import { nodeInside } from './choose-electron.ts';

/** An Electron whose Node is too old for the core runs the core on the Node of this project. */
export function coreNode(program: string): NodeJS.ProcessEnv {
  const [major = 0, minor = 0] = (nodeInside(program) ?? '99.0.0').split('.').map(Number);
  const [majorMin = 0, minorMin = 0] = packageFile.engines.node.replace('>=', '').split('.').map(Number);
  const isNewEnough = major > majorMin || (major === majorMin && minor >= minorMin);
  return isNewEnough ? {} : { TALLYSTICK_CORE_NODE: process.execPath };
}

// A whole core in a folder of its own, with nothing outside this process within reach.
import { createRouterClient } from '@orpc/server';
import { onTestFinished } from 'vitest';
import { parseConfig, type AppConfig } from '../../src/main/core/config.ts';
import { createCore, type Core, type CoreOptions } from '../../src/main/core/core.ts';
import type { Shell } from '../../src/main/core/shell-port.ts';
import { turnTitlesOff } from '../support/titles-off.ts';
import { tempDir } from './temp-dir.ts';

/** Neither Ollama nor a companion server is there where none is named: nothing listens at port 1. */
export function coreConfig(dataDir: string, server = 'http://127.0.0.1:1'): AppConfig {
  turnTitlesOff(dataDir);
  return parseConfig(
    {
      TALLYSTICK_DATA_DIR: dataDir,
      TALLYSTICK_KEYCHAIN: 'off',
      OLLAMA_HOST: '127.0.0.1:1',
      TALLYSTICK_SERVER: server,
      PATH: '',
    },
    { platform: 'linux', homeDir: dataDir },
  );
}

export function coreOptions(dataDir: string): CoreOptions {
  return { config: coreConfig(dataDir), version: '0.0.1', shell: quietShell([]) };
}

/** `opened` collects the links that reached the shell. */
export function quietShell(opened: string[]): Shell {
  return {
    kind: 'web',
    openExternal: async (url) => {
      opened.push(url);
      return 'page_opens';
    },
    openCheckout: async ({ url }) => ({ kind: 'frame', url }),
    showDocument: async () => ({ kind: 'window' }),
    saveFile: async () => 'page_saves',
    closeCheckout: async () => undefined,
    signIn: { open: async () => 'page_opens', hearsScheme: async () => false, async *returns() {} },
    async *commands() {
      yield { kind: 'new_chat' };
    },
  };
}

export async function openCore(
  options: Partial<CoreOptions> = {},
  dataDir = tempDir(),
): Promise<{ readonly core: Core; readonly client: CoreClient; readonly dataDir: string }> {
  const core = await createCore({ ...coreOptions(dataDir), ...options });
  onTestFinished(() => core.close());
  return { core, client: clientOf(core), dataDir };
}

function clientOf(core: Core) {
  return createRouterClient(core.router);
}
export type CoreClient = ReturnType<typeof clientOf>;

// How Ollama comes onto each kind of computer. Commands as its makers give them (ollama.com/download, November 2026).
import type { AppInfo } from '../../preload/contract/app.ts';
import { words } from '../words.ts';

export type InstallHint = {
  readonly download: string;
  /** One line for a terminal. */
  readonly command: string;
};

export function installHint(platform: AppInfo['platform']): InstallHint {
  switch (platform) {
    case 'macos':
      return {
        download: 'https://ollama.com/download/mac',
        command: 'brew install --cask ollama-app',
      };
    case 'windows':
      return {
        download: 'https://ollama.com/download/windows',
        command: 'winget install Ollama.Ollama',
      };
    case 'linux':
      return {
        download: 'https://ollama.com/download/linux',
        command: 'curl -fsSL https://ollama.com/install.sh | sh',
      };
  }
}

/** A first model that runs on most computers, and a smaller one. The sizes are written out only where they are shown. */
export function pullHints(): readonly { readonly command: string; readonly note: string }[] {
  return [
    { command: 'ollama pull gemma3', note: words.onboarding.goodModel(3.3e9, 8e9) },
    { command: 'ollama pull gemma3:270m', note: words.onboarding.smallModel(0.3e9) },
  ];
}

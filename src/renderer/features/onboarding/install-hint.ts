// How Ollama comes onto each kind of computer. Commands as its makers give them (ollama.com/download, November 2026).
import type { AppInfo } from '../../../preload/contract/app.ts';

export type InstallHint = {
  readonly download: string;
  /** One line for a terminal, and what to call that terminal. */
  readonly command: string;
  readonly where: string;
};

export function installHint(platform: AppInfo['platform']): InstallHint {
  switch (platform) {
    case 'macos':
      return {
        download: 'https://ollama.com/download/mac',
        command: 'brew install --cask ollama-app',
        where: 'with Homebrew in the Terminal',
      };
    case 'windows':
      return {
        download: 'https://ollama.com/download/windows',
        command: 'winget install Ollama.Ollama',
        where: 'in PowerShell',
      };
    case 'linux':
      return {
        download: 'https://ollama.com/download/linux',
        command: 'curl -fsSL https://ollama.com/install.sh | sh',
        where: 'in a terminal',
      };
  }
}

/** How to start an Ollama that is installed and asleep. */
export function startHint(platform: AppInfo['platform']): string {
  switch (platform) {
    case 'macos':
      return 'Open Ollama from your Applications, or run this in the Terminal:';
    case 'windows':
      return 'Open Ollama from the Start menu, or run this in PowerShell:';
    case 'linux':
      return 'Start the Ollama service, or run this in a terminal:';
  }
}

/** A first model that runs on most computers, and a smaller one. */
export const pullHints: readonly { readonly command: string; readonly note: string }[] = [
  { command: 'ollama pull gemma3', note: 'Good all-rounder: 3.3 GB, needs 8 GB of memory' },
  { command: 'ollama pull gemma3:270m', note: 'Small and fast: 0.3 GB, good for a first try' },
];

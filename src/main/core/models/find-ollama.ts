// Whether Ollama is on this computer. Looked for only when nothing answers, to tell "not installed" from "not running".
import { access } from 'node:fs/promises';
import path from 'node:path';

/** Where programs are looked for on this computer. */
export type ProgramPlaces = {
  readonly platform: 'linux' | 'macos' | 'windows';
  readonly homeDir: string;
  /** The folders of PATH. */
  readonly pathDirs: readonly string[];
  /** Windows: %LOCALAPPDATA% and %ProgramFiles%; elsewhere none. */
  readonly programDirs: readonly string[];
};

export function createInstallCheck(places: ProgramPlaces): () => Promise<boolean> {
  const candidates = ollamaPaths(places);
  return async () => {
    const found = await Promise.all(candidates.map(isThere));
    return found.includes(true);
  };
}

/** Every path at which Ollama's installers, packages and archives put it. */
export function ollamaPaths({ platform, homeDir, pathDirs, programDirs }: ProgramPlaces): readonly string[] {
  switch (platform) {
    case 'linux':
      return [
        ...pathDirs,
        '/usr/local/bin',
        '/usr/bin',
        '/snap/bin',
        '/home/linuxbrew/.linuxbrew/bin',
        `${homeDir}/.local/bin`,
      ].map((dir) => path.posix.join(dir, 'ollama'));
    case 'macos':
      return [
        ...[...pathDirs, '/usr/local/bin', '/opt/homebrew/bin', '/opt/local/bin'].map((dir) =>
          path.posix.join(dir, 'ollama'),
        ),
        '/Applications/Ollama.app',
        path.posix.join(homeDir, 'Applications/Ollama.app'),
      ];
    case 'windows':
      return [
        ...pathDirs.map((dir) => path.win32.join(dir, 'ollama.exe')),
        ...programDirs.flatMap((dir) => [
          path.win32.join(dir, 'Programs', 'Ollama', 'ollama.exe'),
          path.win32.join(dir, 'Ollama', 'ollama.exe'),
        ]),
      ];
  }
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

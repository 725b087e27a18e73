// An app of a test is asked what the test asks: titles are made only where a test is about them.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Leaves the preferences alone where there are some. */
export function turnTitlesOff(dataDir: string): void {
  const file = path.join(dataDir, 'preferences.json');
  if (existsSync(file)) return;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify({ makesTitles: false }));
}

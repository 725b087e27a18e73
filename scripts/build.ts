// npm run build: out/ as the shells run it. --force builds also when nothing has changed.
import path from 'node:path';
import { buildApp } from './build/build-app.ts';

const root = path.join(import.meta.dirname, '..');
const say = (line: string): void => console.log(line);
const hasBuilt = await buildApp(root, { isForced: process.argv.includes('--force'), say });
say(hasBuilt ? 'Built into out/.' : 'out/ is up to date.');

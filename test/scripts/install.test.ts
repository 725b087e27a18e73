// What `npm install` meets in a clean clone: the lock file as npm would write it, and an answer for each install script.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

const root = path.join(import.meta.dirname, '../..');

const Needs = z.record(z.string(), z.string()).default({});
const Manifest = z.object({
  name: z.string(),
  version: z.string().optional(),
  dependencies: Needs,
  devDependencies: Needs,
  optionalDependencies: Needs,
  peerDependencies: Needs,
  scripts: Needs,
  allowScripts: z.record(z.string(), z.boolean()).default({}),
});
const Locked = Manifest.partial().extend({
  link: z.boolean().default(false),
  hasInstallScript: z.boolean().default(false),
});
const Lock = z.object({ packages: z.record(z.string(), Locked) });

const read = <T>(shape: z.ZodType<T>, file: string): T =>
  shape.parse(JSON.parse(readFileSync(path.join(root, file), 'utf8')));

const project = read(Manifest, 'package.json');
const lock = read(Lock, 'package-lock.json').packages;
const installed = Object.entries(lock).filter(
  ([place, { link }]) =>
    place.startsWith('node_modules/') && !link && existsSync(path.join(root, place, 'package.json')),
);

/** npm also runs node-gyp where it finds a gyp file and no other script, and writes that down as an install script. */
function hasInstallScript(place: string): boolean {
  const { scripts } = read(Manifest.pick({ scripts: true }), path.join(place, 'package.json'));
  return (
    ['preinstall', 'install', 'postinstall'].some((name) => scripts[name] !== undefined) ||
    existsSync(path.join(root, place, 'binding.gyp'))
  );
}

const nameOf = (place: string): string => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

test('the lock file says of every installed package whether it has an install script, as npm would', () => {
  expect(installed.length).toBeGreaterThan(100);
  const wrong = installed.filter(([place, locked]) => locked.hasInstallScript !== hasInstallScript(place));
  expect(wrong.map(([place]) => place)).toEqual([]);
});

test('package.json answers for each install script, so that npm asks for no review', () => {
  const asked = Object.entries(lock).filter(([, { hasInstallScript: has }]) => has);
  const names = asked.map(([place]) => nameOf(place)).toSorted();
  expect(Object.keys(project.allowScripts).toSorted()).toEqual(names);
});

test.each([
  ['', 'package.json'],
  ['server', 'server/package.json'],
])('the lock file has what is asked for in package.json: “%s”', (place, file) => {
  const { name, version, dependencies, devDependencies, optionalDependencies, peerDependencies } = read(Manifest, file);
  const locked = Manifest.parse({ name, ...lock[place] });
  expect(locked).toMatchObject({ version, dependencies, devDependencies, optionalDependencies, peerDependencies });
  for (const [needed, exact] of Object.entries({ ...dependencies, ...devDependencies })) {
    const own = lock[path.posix.join(place, 'node_modules', needed)] ?? lock[`node_modules/${needed}`];
    expect([needed, own?.version]).toEqual([needed, exact]);
  }
});

// The app as people get it: packed once into a folder of its own, by the command that packs it for them.
import { execFile } from 'node:child_process';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { listPackage, statFile } from '@electron/asar';
import { chosenElectron } from '../support/app/electron-app.ts';

const root = path.resolve(import.meta.dirname, '../..');
const builder = path.join(
  path.dirname(createRequire(import.meta.url).resolve('electron-builder/package.json')),
  'cli.js',
);
const packMsMax = 240_000;

export type PackedFile = { readonly name: string; readonly bytes: number; readonly isUnpacked: boolean };

export type PackedApp = {
  readonly program: string;
  readonly archive: string;
  /** Folders are not among them. */
  readonly files: readonly PackedFile[];
};

/** `out`: a folder that is emptied first. */
export async function packApp(out: string): Promise<PackedApp> {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const config = path.join(root, 'electron-builder.config.ts');
  const args = [builder, '--dir', '--config', config, `-c.directories.output=${out}`, '-c.mac.identity=null'];
  await promisify(execFile)(process.execPath, args, {
    cwd: root,
    env: { ...process.env, TALLYSTICK_ELECTRON: chosenElectron() },
    timeout: packMsMax,
  });
  const everything = (await readdir(out, { recursive: true })).map((name) => path.join(out, name));
  const archive = everything.find((name) => path.basename(name) === 'app.asar');
  const program = everything.find((name) => programs.some((one) => name.endsWith(path.join(...one))));
  if (archive === undefined || program === undefined) throw new Error(`There is no packed app in ${out}`);
  return { program, archive, files: filesIn(archive) };
}

const programs = [
  ['linux-unpacked', 'tallystick'],
  ['win-unpacked', 'Tallystick.exe'],
  ['Tallystick.app', 'Contents', 'MacOS', 'Tallystick'],
] as const;

function filesIn(archive: string): readonly PackedFile[] {
  return listPackage(archive, { isPack: false }).flatMap((name) => {
    const entry = statFile(archive, name.slice(1));
    if (!('size' in entry)) return [];
    return [
      {
        name: name.slice(1).replaceAll(path.sep, '/'),
        bytes: entry.size,
        isUnpacked: 'unpacked' in entry && entry.unpacked,
      },
    ];
  });
}

// The program that Electron runs when it is started as `electron <folder>`. An Electron taken out of another app has none of its own.
// It awaits the folder's main module at its top level, as Electron's own does: the app is ready only after that module was evaluated.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const given = process.argv.slice(1).find((arg) => !arg.startsWith('-'));
if (given === undefined) {
  process.stderr.write('Usage: electron <folder of the app>\n');
  process.exit(2);
}

const folder = path.resolve(given);
const { name, productName, version, desktopName, main } = JSON.parse(
  readFileSync(path.join(folder, 'package.json'), 'utf8'),
);

process.defaultApp = true;
app.setAppPath(folder);
app.setName(productName ?? name);
if (version !== undefined) app.setVersion(version);
if (desktopName !== undefined) app.setDesktopName(desktopName);
if (!app.commandLine.hasSwitch('user-data-dir'))
  app.setPath('userData', path.join(app.getPath('appData'), app.getName()));

try {
  await import(pathToFileURL(path.join(folder, main)).href);
} catch (error) {
  process.stderr.write(`The app in ${folder} could not be loaded:\n${error?.stack ?? String(error)}\n`);
  process.exit(1);
}

// Loaded before every entry, in plain JavaScript, so that an old Node gives a sentence instead of a crash.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isNewEnough = major > 22 || (major === 22 && minor >= 12);

if (!isNewEnough || !process.features.typescript) {
  console.error(
    `Tallystick needs Node 22.12 or newer that runs TypeScript, and this is ${process.versions.node}. ` +
      'Run “npm install” first: it brings Node 24 along, and “npm start” then uses it.',
  );
  process.exit(1);
}

// The name under which the systems know the app. Windows groups windows under a pinned icon only where it is that of the installer.

/** As electron-builder.config.ts has it. */
export const appId = 'app.tallystick.desktop';

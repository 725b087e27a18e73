import { expect, it } from 'vitest';
import builder from '../../electron-builder.config.ts';
import { appId } from '../../src/main/electron/app-id.ts';

it('the running app has the name under which it is installed', () => {
  expect(builder).toMatchObject({ appId });
});

// The server's own checkout page inside the app's frame, in a window as small as the app allows.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openGallery, type Gallery } from '../../server/http/checkout-gallery.ts';
import { openStage, type Stage } from '../../support/stage/stage.ts';
import { screens } from '../look/screens.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let stage: Stage;
let gallery: Gallery;
beforeAll(async () => {
  stage = await openStage();
  gallery = await openGallery();
});
afterAll(async () => {
  await stage.close();
  await gallery.close();
});

test.each(['open-sandbox', 'open-card', 'open-stripe-page', 'open-bitcoin', 'declined', 'cancelled'])(
  'at 640×410 the way to pay of %s is in sight before one scrolls',
  async (name) => {
    const { page, close } = await stage.visit('providers', { viewport: { width: 640, height: 410 } });
    await page.route('**/double/checkout/*', (route) =>
      route.fulfill({ status: 302, headers: { location: gallery.address(name, 'en') } }),
    );
    await screens.find((screen) => screen.name === 'buy credits')?.act(page);
    await page.getByRole('button', { name: /^Pay/ }).click();
    const frame = page.locator('iframe');
    const checkout = frame.contentFrame();
    if (name === 'open-card' || name === 'declined') await checkout.locator('.element iframe').waitFor();
    const pay = checkout.locator('.pay').first();
    await pay.waitFor();
    const [inside, around] = [await pay.boundingBox(), await frame.boundingBox()];
    const bottomOf = (box: typeof inside) => (box === null ? Infinity : box.y + box.height);
    expect(bottomOf(inside)).toBeLessThanOrEqual(bottomOf(around));
    expect(bottomOf(around)).toBeLessThanOrEqual(410);
    await close();
  },
);

// A simulator in the place of Stripe, for the desktop app: its checkout window loads from nowhere but https and Stripe's own address.
import type { ElectronApplication } from '@playwright/test';

const stripeOrigin = 'https://js.stripe.com';

export async function standInForStripe(app: ElectronApplication, simulator: string): Promise<void> {
  await app.context().route(`${stripeOrigin}/**`, async (route) => {
    const request = route.request();
    const { pathname, search } = new URL(request.url());
    const body = request.postData();
    const answer = await fetch(`${simulator}${pathname}${search}`, {
      method: request.method(),
      ...(body === null ? {} : { body }),
    });
    await route.fulfill({
      status: answer.status,
      contentType: answer.headers.get('content-type') ?? 'text/plain',
      body: (await answer.text()).replaceAll(simulator, stripeOrigin),
    });
  });
}

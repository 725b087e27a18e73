// Counts what React draws in the built page, through the hook that its developer tools use. Of a page that is not open yet.
import type { Page } from '@playwright/test';

/** `commits`: how often something changed; `components`: how many were drawn for it, all together. */
type Renders = { readonly commits: number; readonly components: number };

type Fiber = {
  readonly flags: number;
  readonly type: unknown;
  readonly child: Fiber | null;
  readonly sibling: Fiber | null;
  readonly alternate: Fiber | null;
};

declare global {
  interface Window {
    renders?: { commits: number; components: number };
    __REACT_DEVTOOLS_GLOBAL_HOOK__?: unknown;
  }
}

/** Call it before the page is opened. */
export async function countRenders(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const counted = { commits: 0, components: 0 };
    window.renders = counted;
    // Set where a component's function ran.
    const performedWork = 1;
    const walk = (parent: Fiber, isNew: boolean): void => {
      for (let fiber = parent.child; fiber !== null; fiber = fiber.sibling) {
        if ((fiber.flags & performedWork) !== 0 && typeof fiber.type !== 'string') counted.components += 1;
        const isFresh = isNew || fiber.alternate === null;
        // Where nothing beneath was drawn anew, the old children were taken over as they are.
        if (isFresh || fiber.alternate?.child !== fiber.child) walk(fiber, isFresh);
      }
    };
    window.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
      supportsFiber: true,
      inject: () => 1,
      onCommitFiberUnmount: () => undefined,
      onPostCommitFiberRoot: () => undefined,
      onCommitFiberRoot: (_: number, root: { readonly current: Fiber }) => {
        counted.commits += 1;
        walk(root.current, false);
      },
    };
  });
}

/** Since the last call. */
export async function takeRenders(page: Page): Promise<Renders> {
  return page.evaluate(() => {
    const { renders } = window;
    if (renders === undefined) throw new Error('Nothing was counted');
    const taken = { ...renders };
    renders.commits = 0;
    renders.components = 0;
    return taken;
  });
}

// What the list of models says of where each runs, to those who see it and to those who hear it.
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { openStage, type Stage, type Visit } from '../../support/stage/stage.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let stage: Stage;
let visit: Visit;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
afterEach(() => visit.close());

test('where an Ollama runs stands once over its models, and is heard with each', async () => {
  visit = await stage.visit('ollamas');
  const { page } = visit;
  await page.getByRole('combobox', { name: 'Model' }).click();
  const groups = page.getByRole('listbox').getByRole('group');
  await groups.first().waitFor();
  const names = await page.locator('[cmdk-group-heading]').allInnerTexts();
  expect(names).toEqual([
    'Cellar · on another computer, leaves this computer',
    'This computer',
    'Workshop · on another computer, leaves this computer',
  ]);
  const workshop = page.getByRole('group', { name: names.at(-1) ?? '', exact: true }).getByRole('option');
  expect(await workshop.count()).toBe(2);
  for (const text of await workshop.allTextContents()) expect(text.match(/leaves this computer/g)).toHaveLength(1);
});

// A model is deleted after a while in which it can be kept; what was kept stays, whatever happens to the app.
import { describe, expect, it } from 'vitest';
import { keepableMs } from '../../../src/main/core/downloads/removals.ts';
import { errorAnswer } from '../../support/fake-ollama/behaviour.ts';
import { openFake } from '../models/ollama-bench.ts';
import type { FakeOllama } from '../../support/fake-ollama/fake-ollama.ts';
import { openRig, until, untilState, type Rig } from './rig.ts';

const model = 'gemma3:270m';
const other = 'qwen3:0.6b';
const deleted = (fake: FakeOllama): readonly unknown[] =>
  fake.requests.filter(({ path }) => path === '/api/delete').map(({ body }) => body);

/** Once another removal has been carried out, every earlier one that was due has been, too. */
async function untilOthersWent({ removals, clock }: Rig): Promise<void> {
  await clock.advance(keepableMs);
  removals.remove(other);
  await clock.untilWaiting(1);
  await clock.advance(keepableMs);
  await until(removals.state, (list) => list.length === 0);
}

describe('a removal', () => {
  it('deletes the model, but only when the time to keep it is over', async () => {
    const fake = await openFake();
    const { removals, clock } = openRig(fake);
    expect(removals.remove(model)).toMatchObject({ goesAt: clock.now() + keepableMs, state: { kind: 'waiting' } });
    await clock.untilWaiting(1);
    await clock.advance(keepableMs - 1);
    expect(deleted(fake)).toEqual([]);
    await clock.advance(1);
    await until(removals.state, (list) => list.length === 0);
    expect(fake.models().map(({ name }) => name)).not.toContain(model);
  });

  it('that is taken back deletes nothing', async () => {
    const fake = await openFake();
    const rig = openRig(fake);
    rig.removals.remove(model);
    await rig.clock.untilWaiting(1);
    expect(rig.removals.keep(model)).toBe('kept');
    expect(rig.removals.state.current()).toEqual([]);
    await untilOthersWent(rig);
    expect(deleted(fake)).toEqual([{ model: other }]);
  });

  it('that was taken back stays so after a crash', async () => {
    const fake = await openFake();
    const before = openRig(fake);
    before.removals.remove(model);
    before.removals.keep(model);
    await before.end('crash');
    const after = openRig(fake, { dataDir: before.dataDir });
    expect(after.removals.state.current()).toEqual([]);
    await untilOthersWent(after);
    expect(deleted(fake)).toEqual([{ model: other }]);
  });

  it('that was under way when the app ended waits anew, so that it can still be taken back', async () => {
    const fake = await openFake();
    const before = openRig(fake);
    before.removals.remove(model);
    await before.end('close');
    const after = openRig(fake, { dataDir: before.dataDir });
    const goesAt = after.clock.now() + keepableMs;
    expect(after.removals.state.current()).toMatchObject([{ name: model, goesAt }]);
    expect(after.removals.keep(model)).toBe('kept');
    await untilOthersWent(after);
    expect(deleted(fake)).toEqual([{ model: other }]);
  });

  it('is taken back by a download of the same model', async () => {
    const fake = await openFake();
    const rig = openRig(fake);
    rig.removals.remove(model);
    await rig.downloads.add(model, { anyway: false });
    await untilState(rig, model, 'done');
    await untilOthersWent(rig);
    expect(deleted(fake)).toEqual([{ model: other }]);
  });

  it('cannot be taken back any more once Ollama is asked', async () => {
    const fake = await openFake();
    fake.setAnswerAt('/api/delete', { kind: 'silent' });
    const { removals, clock } = openRig(fake);
    removals.remove(model);
    await clock.untilWaiting(1);
    const asked = fake.next('/api/delete');
    await clock.advance(keepableMs);
    await asked;
    expect(removals.keep(model)).toBe('too_late');
  });

  it('that Ollama does not carry out is shown with its reason, and can be put away', async () => {
    const fake = await openFake();
    fake.setAnswerAt('/api/delete', errorAnswer(500, 'remove: operation not permitted'));
    const { removals, clock } = openRig(fake);
    removals.remove(model);
    await clock.untilWaiting(1);
    await clock.advance(keepableMs);
    const [failed] = await until(removals.state, ([one]) => one?.state.kind === 'failed');
    expect(failed?.state).toMatchObject({ failure: { detail: 'remove: operation not permitted' } });
    expect(removals.keep(model)).toBe('kept');
    expect(removals.state.current()).toEqual([]);
  });

  it('of a model that is gone already is over', async () => {
    const fake = await openFake();
    const { removals, clock } = openRig(fake);
    removals.remove('gone:latest');
    await clock.untilWaiting(1);
    await clock.advance(keepableMs);
    expect(await until(removals.state, (list) => list.length === 0)).toEqual([]);
  });
});

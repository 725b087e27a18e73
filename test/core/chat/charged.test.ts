// No visible word, no charge: one rule for every way an answer can end, also when the app is killed in the middle.
import { cpSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasVisibleWord } from '../../../src/preload/contract/visible-words.ts';
import { tempDir } from '../temp-dir.ts';
import { createMeter, ollamaCut, type Playing, type PlayedMeter } from './doubles.ts';
import { ask, openScene, storedAnswer, watchAll, type Asked, type Scene } from './scene.ts';

const invisible = [
  '',
  ' ',
  '\n\n',
  '\u200b',
  '\ufeff',
  '\u2060',
  '\u00ad',
  '\u3164',
  '\u2800',
  '\ufe0f',
  '<br>',
  '&nbsp;',
];

const piece = fc.oneof(
  fc.constantFrom(...invisible).map((text) => ({ kind: 'text' as const, text })),
  fc.constantFrom('Yes', '字', '🙂', '.', '-').map((text) => ({ kind: 'text' as const, text })),
  fc.constantFrom('Hm', '\n').map((text) => ({ kind: 'thinking' as const, text })),
);

const endings = ['stop', 'length', 'load', 'stopped', 'failed', 'closed', 'killed'] as const;
type End = (typeof endings)[number];

/** Ends the run so, and gives the scene in which its end is known. */
async function end(scene: Scene, asked: Asked, how: { readonly as: End; readonly playing: Playing }): Promise<Scene> {
  switch (how.as) {
    case 'stop':
    case 'length':
      how.playing.end(how.as);
      break;
    case 'load':
      how.playing.end('other');
      break;
    case 'failed':
      how.playing.fail(ollamaCut());
      break;
    case 'stopped':
      await scene.client.runs.stop({ runId: asked.runId });
      break;
    case 'closed':
      await scene.close();
      return openScene({ dataDir: scene.dataDir, clock: scene.clock, meter: scene.meter });
    case 'killed':
      return afterKill(scene);
  }
  await watchAll(scene, asked.runId);
  return scene;
}

/** What the disk held at this moment, opened by a new core. */
function afterKill(scene: Scene): Scene {
  const dataDir = tempDir();
  cpSync(scene.dataDir, dataDir, { recursive: true });
  return openScene({ dataDir, clock: scene.clock, meter: scene.meter });
}

const endOf = (meter: PlayedMeter) => meter.calls.filter((call) => call.kind !== 'reserve').map((call) => call.kind);

describe('an answer', () => {
  test('is charged exactly when it shows a word and did not fail, however it ends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 6 }), fc.constantFrom(...endings), async (pieces, as) => {
        const scene = openScene({ meter: createMeter() });
        const asked = await ask(scene);
        const playing = await scene.generator.next();
        for (const { kind, text } of pieces) {
          if (kind === 'text') playing.say(text);
          else playing.think(text);
        }
        await scene.clock.advance(600);
        const after = await end(scene, asked, { as, playing });
        const isPaid = as !== 'failed' && pieces.some(({ kind, text }) => kind === 'text' && !invisible.includes(text));
        await expect.poll(() => endOf(scene.meter)).toEqual([isPaid ? 'capture' : 'release']);
        await expect
          .poll(async () => (await storedAnswer(after, asked)).charge.kind)
          .toBe(isPaid ? 'captured' : 'released');
        await after.close();
        await scene.close();
      }),
      { numRuns: 120 },
    );
    // Each of them opens one or two databases and waits for the disk.
  }, 120_000);
});

describe('a visible word', () => {
  test.each([
    'a',
    '字',
    '🙂',
    '0',
    '…',
    '-',
    '\u200b.',
    '\n\nx',
    '```js\n1\n```',
    '&lt;',
    '&#49;',
    '&#x41;',
    '&#0;',
    '&#1114112;',
    '&sp;',
    '<b>',
    '`a`',
    '```a```',
    '~~a~~',
    '&nbsp;a',
  ])('is in %j', (text) => expect(hasVisibleWord(text)).toBe(true));

  test.each([
    '',
    '\n',
    '\u200b\u200d',
    '\u00a0',
    '\ufeff',
    '\u202e',
    '\u3000',
    '\ue000',
    '\0',
    '<!-- a -->',
    '<!-- a',
    '<br/>\n',
    '&#8203;',
    '&#x3000;&#9;&#10;&#32;&#x2800;',
    '&ZeroWidthSpace;&NoBreak;&emsp13;&hairsp;&ThickSpace;&Tab;',
    '```python\n',
    '```\n\n```',
    '~~~\n~~~',
    '```js\n&nbsp;\n```',
  ])('is not in %j', (text) => expect(hasVisibleWord(text)).toBe(false));

  test('is not in two million empty lines', () => {
    expect(hasVisibleWord('\n'.repeat(2_000_000))).toBe(false);
  });
});

// Images and files of a question: what the model is sent, what is found, and how long they are kept.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { purgeChats } from '../../../src/main/core/chat/chat-queries.ts';
import { attachmentsMax, fileCharsMax, keptMs } from '../../../src/preload/contract/file-limits.ts';
import { FileId, type FilePart, type ImagePart } from '../../../src/preload/contract/file-part.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';
import { ask, look, messageId, openScene, runId, watchAll, type Scene } from './scene.ts';

const picture = Buffer.from('a picture');

function image(scene: Scene, name: string | null = 'cat.jpg'): ImagePart {
  const fileId = scene.files.put(picture);
  return { kind: 'image', fileId, mediaType: 'image/jpeg', bytes: 9, width: 3, height: 3, name };
}

function file(scene: Scene, name: string, text: string): FilePart {
  const fileId = scene.files.put(Buffer.from(text));
  return { kind: 'file', fileId, name, mediaType: 'text/plain', bytes: text.length, chars: text.length, tokens: 1 };
}

const contentCount = (scene: Scene): number =>
  scene.store.db.get(z.object({ n: z.int() }), 'SELECT count(*) AS n FROM files')?.n ?? -1;

describe('a question with files', () => {
  test('is stored as it was sent, and the model reads the files before the words, and sees the images', async () => {
    const scene = openScene();
    const parts = [image(scene), file(scene, 'notes.md', 'a\n```\ncode\n```'), ...textParts('What is it?')];
    const asked = await ask(scene, parts);
    const playing = await scene.generator.next();
    const text = 'notes.md:\n````md\na\n```\ncode\n```\n````\n\nWhat is it?';
    const seen = { mediaType: 'image/jpeg', base64: picture.toString('base64') };
    expect(playing.request.turns).toEqual([{ role: 'user', text, images: [seen] }]);
    playing.say('A cat.');
    playing.end();
    await watchAll(scene, asked.runId);
    expect((await look(scene, asked.chatId)).messages[0]?.parts).toEqual(parts);

    const next = await ask(scene, 'Sure?', { chatId: asked.chatId, parentId: asked.answerId });
    expect((await scene.generator.next()).request.turns).toEqual([
      { role: 'user', text, images: [seen] },
      { role: 'assistant', text: 'A cat.' },
      { role: 'user', text: 'Sure?' },
    ]);
    await scene.client.runs.stop({ runId: next.runId });
  });

  test('may say nothing; its chat is then called by the file', async () => {
    const scene = openScene();
    const asked = await ask(scene, [image(scene, null), file(scene, 'report.pdf', 'figures')]);
    expect((await look(scene, asked.chatId)).summary.title).toBe('report.pdf');
    expect((await scene.generator.next()).request.turns).toMatchObject([{ text: 'report.pdf:\n```pdf\nfigures\n```' }]);
  });

  test('whose file is not there is refused, and nothing is stored', async () => {
    const scene = openScene();
    const gone = { ...image(scene), fileId: FileId.parse('0'.repeat(64)) };
    await expect(ask(scene, [gone])).rejects.toMatchObject({ code: 'file_not_found' });
    expect(scene.store.db.all(z.unknown(), 'SELECT 1 FROM chats')).toEqual([]);
  });

  test('holds no more than a message may, and its text stands last', async () => {
    const scene = openScene();
    const one = image(scene);
    const large = { ...file(scene, 'a', 'b'), chars: fileCharsMax };
    for (const parts of [
      Array.from({ length: attachmentsMax + 1 }, () => one),
      [large, large, large],
      [...textParts('first'), one],
      [...textParts('one'), ...textParts('two')],
      [],
    ])
      await expect(ask(scene, parts)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    expect(
      (await ask(scene, [...Array.from({ length: attachmentsMax }, () => one), ...textParts('x')])).chatId,
    ).toBeTruthy();
  });

  test('is found by the names and the words of its files, and shows where', async () => {
    const scene = openScene();
    const long = `${'filler '.repeat(6_000)}the heron’s nest ${'filler '.repeat(10)}`;
    await ask(scene, [image(scene, 'grey-cat.jpg'), file(scene, 'birds.txt', long), ...textParts('Which bird?')]);
    for (const [query, marked] of [
      ['heron', 'heron'],
      ['grey', 'grey'],
      ['birds', 'birds'],
      ['which', 'Which'],
    ] as const) {
      const [hit] = await scene.client.chats.search({ query });
      expect(hit?.parts.filter(({ isMatch }) => isMatch).map(({ text }) => text)).toContain(marked);
    }
  });
});

describe('what files contain', () => {
  test('is stored once, also where another chat names the same', async () => {
    const scene = openScene();
    await ask(scene, [image(scene)]);
    await ask(scene, [image(scene, 'another-name.jpg')]);
    expect(contentCount(scene)).toBe(1);
  });

  test('stays as long as a branch or a draft names it, and goes with the last', async () => {
    const scene = openScene();
    const draft = file(scene, 'draft.txt', 'kept by a draft');
    const dropped = file(scene, 'dropped.txt', 'named by nobody');
    const asked = await ask(scene, [image(scene), ...textParts('What is it?')]);
    (await scene.generator.next()).end();
    await watchAll(scene, asked.runId);
    const otherwise = { messageId: messageId(), answerId: messageId(), runId: runId() };
    await scene.client.chat.send({
      ...otherwise,
      chatId: asked.chatId,
      parentId: null,
      parts: [image(scene), ...textParts('What else?')],
      model: 'gemma',
    });
    await scene.client.runs.stop({ runId: otherwise.runId });

    await scene.clock.advance(keptMs - 1000);
    expect(scene.files.keep([draft.fileId, FileId.parse('1'.repeat(64))])).toEqual(['1'.repeat(64)]);
    await scene.clock.advance(2000);
    expect(scene.files.sweep()).toBe(1);
    expect(scene.files.bytes(dropped.fileId)).toBeNull();
    expect(scene.files.text(draft.fileId)).toBe('kept by a draft');
    expect(scene.files.bytes(image(scene).fileId)).toEqual(picture);

    await scene.client.chats.remove({ id: asked.chatId });
    await scene.clock.advance(keptMs + 1000);
    purgeChats(scene.store.db, scene.clock.now());
    scene.files.sweep();
    expect(contentCount(scene)).toBe(0);
  });
});

// A chat about an image and a file, as it looks with both.
import { createHash } from 'node:crypto';
import type { Chat } from '../../../src/preload/contract/message.ts';
import { FileId, type FilePart, type ImagePart } from '../../../src/preload/contract/file-part.ts';
import { makePng } from '../sample-files.ts';
import { makeChat } from './sample-chats.ts';

const width = 640;
const height = 400;

/** Hills behind a lake, in the evening. */
export function sampleImage(): Buffer {
  return makePng(width, height, (x, y) => {
    const far = 190 + 22 * Math.sin(x / 70) + 9 * Math.sin(x / 23);
    const near = 225 + 16 * Math.sin(x / 110 + 2) + 5 * Math.sin(x / 17);
    const isSun = Math.hypot(x - 450, y - 130) < 34;
    if (y > 262) return [70 + (x % 5), 104 + ((x + y * 7) % 9), 126 + ((y * 3) % 17)];
    if (y > near) return [52, 74, 66];
    if (y > far) return [104, 122, 128];
    return isSun ? [255, 232, 190] : [236 - y / 9, 190 - y / 12, 150 + y / 6];
  });
}

const report = [
  'Water levels, northern lakes',
  '',
  ...Array.from({ length: 60 }, (_, day) => `Day ${String(day + 1)}: ${String(412 + ((day * 7) % 13))} cm`),
].join('\n');

function idOf(content: Buffer): FileId {
  return FileId.parse(createHash('sha256').update(content).digest('hex'));
}

export function chatAboutFiles(now: number): { readonly chat: Chat; readonly files: ReadonlyMap<FileId, Buffer> } {
  const picture = sampleImage();
  const text = Buffer.from(report);
  const image: ImagePart = {
    kind: 'image',
    fileId: idOf(picture),
    mediaType: 'image/png',
    bytes: picture.length,
    width,
    height,
    name: 'evening-at-the-lake.jpg',
  };
  const file: FilePart = {
    kind: 'file',
    fileId: idOf(text),
    name: 'water-levels.pdf',
    mediaType: 'application/pdf',
    bytes: 84_312,
    chars: report.length,
    tokens: Math.round(report.length / 4),
  };
  const question = 'Is the lake in the picture high or low for the season?';
  const answer =
    'By the report the level moves between **412 and 424 cm**. In the picture the water stands at the foot of the near hills, with no bare shore in front, so it is **rather high** for the season.';
  const chat = makeChat(40, 'The level of the lake', now - 1_000, [{ question, answer, thinking: 'The shore tells.' }]);
  const messages = chat.messages.map((message) =>
    message.role === 'user'
      ? { ...message, parts: [image, file, ...message.parts] }
      : {
          ...message,
          parts: message.parts.map((part) => (part.kind === 'thinking' ? { ...part, ms: 4_200 } : part)),
        },
  );
  return {
    chat: { ...chat, messages },
    files: new Map([
      [image.fileId, picture],
      [file.fileId, text],
    ]),
  };
}

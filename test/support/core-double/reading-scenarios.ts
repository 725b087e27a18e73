// Chats with what makes answers long and rich: pictures that stand elsewhere, and notes at the foot.
import type { Chat } from '../../../src/preload/contract/message.ts';
import { sampleImage } from './file-scenarios.ts';
import { makeChat } from './sample-chats.ts';
import type { PictureAnswer } from './world.ts';

export const lakePicture = 'https://pictures.example/lakes/evening.png';

/** The picture of the lake is there; every other address has none. */
export function picturesThere(url: string): PictureAnswer {
  return url === lakePicture
    ? { kind: 'fetched', base64: sampleImage().toString('base64'), host: 'pictures.example' }
    : { kind: 'not_fetched', trouble: { code: 'answered', status: 404 } };
}

export function chatWithPictures(now: number): Chat {
  return makeChat(41, 'Lakes of the north', now - 1_000, [
    {
      question: 'Show me a lake in the evening, and where herons stand.',
      answer: [
        'This is the northern lake at dusk; the level is high for the season.[^1]',
        '',
        `![The lake in the evening, with the sun above the hills](${lakePicture})`,
        '',
        'Herons stand in the reeds on the eastern shore:',
        '',
        '![A heron between reeds](http://birds.example/heron.jpg)',
        '',
        '| shore | picture |',
        '| --- | --- |',
        '| west | ![The western shore](https://maps.example/west.png) |',
        '',
        '[^1]: By the water board’s report of March.',
      ].join('\n'),
    },
  ]);
}

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

export const linkedPicture = 'https://maps.example/shore';

/** Pictures that are links, as in the README of a project, with and without words beside them. */
export function chatWithLinkedPictures(now: number): Chat {
  return makeChat(42, 'A README of the lakes', now - 1_000, [
    {
      question: 'What does the README begin with?',
      answer: [
        `[![The lake in the evening](${lakePicture})](${linkedPicture})`,
        `[Seen from ![The pier](https://maps.example/pier.png) and **from the hill**](${linkedPicture})`,
        '',
        '[![The build passes](https://badges.example/build.png)](#build)',
      ].join('\n'),
    },
  ]);
}

/** An answer that stands folded, because others follow it. */
export function chatWithLongAnswer(now: number): Chat {
  const years = Array.from({ length: 60 }, (_, index) => {
    const year = 1180 + index * 11;
    return `${String(index + 1)}. **${String(year)}**: the Exchequer cut ${String(800 + ((index * 137) % 600))} sticks, each split before witnesses, and kept the longer halves in sacks by county.`;
  });
  return makeChat(43, 'The years of the tally', now - 1_000, [
    {
      question: 'List what is known of the tallies, year by year.',
      answer: [
        'Tallies were cut for more than six hundred years. What the rolls say of them:',
        '',
        ...years,
        '',
        'In 1834 the sticks that were left were burned.',
      ].join('\n'),
    },
    {
      question: 'And in one sentence?',
      answer: 'For six centuries, notched sticks split in two were receipts that nobody could forge.',
    },
  ]);
}

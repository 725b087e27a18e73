// Images and files in a chat: how they are given, what is said of them, and why one cannot be used.
import type { Formats } from '../formats.ts';
import { pluralsOf } from '../plurals.ts';

const many = pluralsOf('en');

export const files = ({ count }: Formats) => {
  const file = (name: string | null): string => (name === null ? 'This image' : `“${name}”`);
  return {
    attach: 'Attach files',
    attached: 'Attached files',
    drop: 'Drop files to attach them',
    reading: 'Reading…',
    readingStill: 'Wait until the files are read.',
    remove: (name: string) => `Remove ${name}`,
    open: (name: string) => `Open ${name}`,
    /** The name of a file follows. */
    opens: 'Open ',
    image: 'Image',
    imageNamed: (name: string) => `Image ${name}`,
    /** Of a file: about how much of a model's context it takes. */
    tokens: (tokens: number) => `~${many(tokens, { one: '1 token', other: `${count(tokens)} tokens` })}`,
    pixels: (width: number, height: number) => `${count(width)} × ${count(height)}`,
    /** The name of a file that was made from a long text. */
    pastedName: 'Pasted text.txt',
    /** Makes such a file a part of the message again. */
    toText: 'Put the text into the message',
    notShown: 'This can’t be shown right now.',
    removed: (names: string) => `${names} stayed in this draft for too long and was removed.`,
    cannotSee: (model: string) => `${model} can’t see images. Choose a model with vision, or remove the images.`,
    cannotSeeChat: (model: string) => `${model} can’t see the images in this chat. Choose a model with vision.`,
    use: (model: string) => `Use ${model}`,
    tooMany: (most: number) => `A message can hold ${count(most)} files.`,
    tooMuch: (most: number) => `The files of a message can hold ${count(most)} characters together.`,
    notKept: (name: string | null) => `${file(name)} couldn’t be stored. Try again.`,
    unreadable: {
      empty: (name: string | null) => `${file(name)} is empty.`,
      binary: (name: string | null) => `${file(name)} isn’t text, an image or a PDF, so a model can’t read it.`,
      too_large: (name: string | null, mostBytes: number) =>
        `${file(name)} is too large. The most is ${count(Math.round(mostBytes / 1e6))} MB.`,
      too_long: (name: string | null, _mostBytes: number, mostChars: number) =>
        `${file(name)} is too long. The most is ${count(mostChars)} characters.`,
      image_broken: (name: string | null) => `${file(name)} can’t be shown. It may be damaged.`,
      image_kind: (name: string | null) =>
        `${file(name)} is an image of a kind that can’t be read here. Save it as JPEG, PNG, WebP or GIF.`,
      image_too_large: (name: string | null) => `${file(name)} has too many pixels. Make it smaller first.`,
      pdf_empty: (name: string | null) =>
        `${file(name)} holds no text, as a scan does. Attach its pages as images instead.`,
      pdf_encrypted: (name: string | null) => `${file(name)} is locked with a password.`,
      pdf_broken: (name: string | null) => `${file(name)} isn’t a readable PDF. It may be damaged.`,
      pdf_slow: (name: string | null) => `${file(name)} took too long to read.`,
      not_read: (name: string | null) => `${file(name)} couldn’t be read. Try again.`,
    },
  };
};

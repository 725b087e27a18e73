// Pictures that an answer names by an address: fetched only when somebody asks for one.
import type { Formats } from '../formats.ts';

export const pictures = ({ count }: Formats) => ({
  show: 'Show picture',
  hide: 'Hide picture',
  fetching: 'Fetching…',
  tryAgain: 'Try again',
  openInBrowser: 'Open in your browser',
  notEncrypted: (host: string) => `${host} (not encrypted)`,
  trouble: {
    not_public: 'This address is on a private network, so nothing was fetched.',
    not_encrypted: 'This address leads on to one that isn’t encrypted, so nothing was fetched.',
    unreachable: (host: string) => `Couldn’t reach ${host}.`,
    too_slow: (host: string) => `${host} took too long to answer.`,
    too_large: (mostBytes: number) => `This picture is larger than ${count(Math.round(mostBytes / 1e6))} MB.`,
    no_picture: 'What is there isn’t a picture that can be shown.',
    busy: 'Many pictures are being fetched. Wait a moment.',
    gone: (host: string) => `${host} doesn’t have this picture.`,
    answered: (host: string, status: number) => `${host} refused it (${String(status)}).`,
    not_drawn: 'This picture is damaged or has too many pixels.',
    no_answer: 'Couldn’t fetch this picture.',
  },
});

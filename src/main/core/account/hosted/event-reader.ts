// Server-sent events out of bytes: what stands in `data`, and the comments between. Knows nothing of what they mean.
import { createLineReader, LineTooLong } from '../../line-reader.ts';

/** One event of a model is some hundred bytes; an upstream may gather more of them into one. */
export const eventBytesMax = 4 * 1_048_576;

export type StreamEvent =
  | { readonly kind: 'data'; readonly text: string }
  | { readonly kind: 'comment'; readonly text: string };

/** Throws LineTooLong or LineUnreadable. Data after which no blank line comes is no event. */
export async function* readEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent, void, void> {
  const lines = createLineReader(eventBytesMax, { keepsBlank: true });
  const events = createEvents();
  for await (const chunk of chunks) for (const line of lines.push(chunk)) yield* events.take(line);
  for (const line of lines.end()) yield* events.take(line);
}

function createEvents(): { take(line: string): Iterable<StreamEvent> } {
  let data: string[] = [];
  let length = 0;
  return {
    *take(line) {
      if (line.startsWith(':')) yield { kind: 'comment', text: line.slice(1).trim() };
      else if (line.startsWith('data:')) {
        length += line.length;
        if (length > eventBytesMax) throw new LineTooLong(`An event is longer than ${eventBytesMax} characters`);
        data.push(line.slice('data:'.length).trim());
      } else if (line === '' && data.length > 0) {
        yield { kind: 'data', text: data.join('\n') };
        data = [];
        length = 0;
      }
    },
  };
}

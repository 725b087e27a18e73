// The text in an answer of OpenAI's form, for clients that want nothing else of it.
import { z } from 'zod';

const content = z.string().nullish();
const Whole = z.object({ choices: z.array(z.object({ message: z.object({ content }) })) });
const Chunk = z.object({ choices: z.array(z.object({ delta: z.object({ content }).nullish() })).default([]) });

export function textIn(body: Uint8Array): string {
  const { choices } = Whole.parse(JSON.parse(new TextDecoder().decode(body)));
  return choices.map(({ message }) => message.content ?? '').join('');
}

/** Takes whole events, one or more at a time, and gives their text. */
export function textOfEvents(): (events: Uint8Array) => string {
  const decoder = new TextDecoder();
  return (events) =>
    decoder
      .decode(events, { stream: true })
      .split(/\r?\n/)
      .flatMap((line) => (line.startsWith('data:') ? [textOfData(line.slice('data:'.length).trim())] : []))
      .join('');
}

function textOfData(data: string): string {
  if (data === '[DONE]' || data === '') return '';
  const chunk = Chunk.safeParse(JSON.parse(data));
  return chunk.success ? chunk.data.choices.map(({ delta }) => delta?.content ?? '').join('') : '';
}

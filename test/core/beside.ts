// What stands beside a chat, as whoever has it open is told.
import type { Beside, ChatEvent } from '../../src/preload/contract/chats.ts';
import type { ChatId } from '../../src/preload/contract/ids.ts';

type Opens = {
  readonly chats: {
    open(input: { id: ChatId }, options: { signal: AbortSignal }): Promise<AsyncIterable<ChatEvent>>;
  };
};

/** What the core tells when a chat is opened, and at each change. */
export async function* besides(client: Opens, id: ChatId): AsyncGenerator<Beside, void, void> {
  const leave = new AbortController();
  try {
    for await (const event of await client.chats.open({ id }, { signal: leave.signal }))
      if ('beside' in event) yield event.beside;
  } finally {
    leave.abort();
  }
}

export async function besideOf(client: Opens, id: ChatId): Promise<Beside> {
  for await (const beside of besides(client, id)) return beside;
  throw new Error('A chat begins with what stands beside it');
}

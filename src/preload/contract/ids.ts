// Ids are UUIDv7, made by the page before it asks, so that asking twice is harmless.
import { z } from 'zod';

export const ChatId = z.uuid().brand<'ChatId'>();
export type ChatId = z.infer<typeof ChatId>;

export const MessageId = z.uuid().brand<'MessageId'>();
export type MessageId = z.infer<typeof MessageId>;

/** A run is one generation. Its id is also the id of the hold that pays for it. */
export const RunId = z.uuid().brand<'RunId'>();
export type RunId = z.infer<typeof RunId>;

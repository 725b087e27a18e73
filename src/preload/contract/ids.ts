// Ids are UUIDv7, made by the page before it asks, so that asking twice is harmless.
import type { z } from 'zod';
import { Uuid } from '../../../server/contract/uuid.ts';

export const ChatId = Uuid.brand<'ChatId'>();
export type ChatId = z.infer<typeof ChatId>;

export const MessageId = Uuid.brand<'MessageId'>();
export type MessageId = z.infer<typeof MessageId>;

/** A run is one generation. Its id is also the id of the hold that pays for it. */
export const RunId = Uuid.brand<'RunId'>();
export type RunId = z.infer<typeof RunId>;

// Ids are UUIDv7 but for one, made by the page before it asks, so that asking twice is harmless.
import { z } from 'zod';
import { Uuid } from '../../../server/contract/uuid.ts';

export const ChatId = Uuid.brand<'ChatId'>();
export type ChatId = z.infer<typeof ChatId>;

export const MessageId = Uuid.brand<'MessageId'>();
export type MessageId = z.infer<typeof MessageId>;

/** One of a person's Ollamas. */
export const OllamaId = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/)
  .brand<'OllamaId'>();
export type OllamaId = z.infer<typeof OllamaId>;

/** The one that was there before there could be several; the environment may name its address. */
export const firstOllama = OllamaId.parse('first');

/** A run is one generation. Its id is also the id of the hold that pays for it. */
export const RunId = Uuid.brand<'RunId'>();
export type RunId = z.infer<typeof RunId>;

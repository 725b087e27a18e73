// Ids made by the page before it asks: UUIDv7, so that they sort by time and asking twice is harmless.
import { v7 } from 'uuid';
import { OrderId } from '../../../server/contract/orders/order-id.ts';
import { PresetId } from '../../preload/contract/preset-id.ts';
import { ChatId, MessageId, OllamaId, RunId } from '../../preload/contract/ids.ts';

export const newChatId = (): ChatId => ChatId.parse(v7());
export const newMessageId = (): MessageId => MessageId.parse(v7());
export const newRunId = (): RunId => RunId.parse(v7());
export const newOllamaId = (): OllamaId => OllamaId.parse(v7());
export const newPresetId = (): PresetId => PresetId.parse(v7());
/** Of a summary of a chat. */
export const newSummaryId = (): string => v7();
/** Of a wish to subscribe. */
export const newSubscriptionId = (): string => v7();
export const newOrderId = (): OrderId => OrderId.parse(v7());

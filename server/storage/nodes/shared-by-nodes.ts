// What the nodes of one database share beside the ledger.
import type { SettlementOutbox } from '../holds/settlement-outbox.ts';
import type { AgreedSettings } from './agreed-settings.ts';
import type { Newsroom } from './newsroom.ts';
import type { Papers } from './papers.ts';

export type SharedByNodes = {
  readonly settings: AgreedSettings;
  readonly newsroom: Newsroom;
  /** Ends that wait, for whichever node gets to them first. */
  readonly settlements: SettlementOutbox;
  readonly papers: Papers;
};

// What a person can set. Read whole, written in parts.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { OllamaId } from './ids.ts';
import { OllamaAddress } from './ollama-address.ts';
import { ollamasMax } from './ollama-limits.ts';
import { OllamaRecord } from './ollamas.ts';

export const Settings = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  /** Of the first Ollama. */
  ollamaAddress: OllamaAddress,
  /** All of them, in the order in which they are shown; never empty. */
  ollamas: z.array(OllamaRecord).min(1).max(ollamasMax),
  /** The one for new chats. */
  usualOllama: OllamaId,
  /** The companion server's origin. */
  serverAddress: z.url({ protocol: /^https?$/ }).max(500),
  /** Of the usual Ollama, for new chats; null: the first model there is. */
  defaultModel: z.string().max(200).nullable(),
  /** Sent before every chat; empty: none. */
  systemPrompt: z.string().max(20_000),
  /** How long a model stays in memory after its last answer, in seconds; -1: until it is unloaded; null: as Ollama is set up. */
  keepLoadedS: z.int().min(-1).max(86_400).nullable(),
  isDemoModelOn: z.boolean(),
  isSidebarFolded: z.boolean(),
  hasOnboarded: z.boolean(),
  /** Send with Enter (Shift+Enter breaks the line), or with Ctrl/Cmd+Enter. */
  sendKey: z.enum(['enter', 'mod_enter']),
  /** Long lines of code are broken at the edge instead of scrolled. */
  wrapsCode: z.boolean(),
  numbersCode: z.boolean(),
  /** Models of the person's own Ollama give chats their titles. */
  makesTitles: z.boolean(),
});
export type Settings = z.infer<typeof Settings>;

export const settings = {
  watch: oc.output(eventIterator(Settings)),
  /** Refused as a whole when one part is wrong; nothing is lost then. */
  set: oc.input(Settings.omit({ ollamas: true, usualOllama: true }).partial()).output(Settings),
};

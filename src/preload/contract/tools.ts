// Servers that offer tools by the Model Context Protocol, as the page sees them: what they are, how they are, and what is allowed.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { Uuid } from '../../../server/contract/uuid.ts';
import { ChatId } from './ids.ts';
import { SecretTrouble } from './secret-trouble.ts';
import {
  serverNameMax,
  toolArgsMax,
  toolArgMax,
  toolConfigMax,
  toolDescriptionMax,
  toolNameMax,
  toolServersMax,
  toolsMax,
  toolValueMax,
  toolValuesMax,
} from './tool-limits.ts';

/** A UUIDv7, made by the page, or by the core where it reads a list. */
export const ToolServerId = Uuid.brand<'ToolServerId'>();
export type ToolServerId = z.infer<typeof ToolServerId>;

const arg = z.string().max(toolArgMax);
/** As every system takes it. */
export const EnvName = z
  .string()
  .max(200)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/);
/** A token of HTTP. */
export const HeaderName = z
  .string()
  .max(200)
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/);
/** null: the stored one stays. In a header nothing may end the line. */
const value = z.string().max(toolValueMax).nullable();
const headerValue = z
  .string()
  .max(toolValueMax)
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/)
  .nullable();

const fewKeys = (all: Readonly<Record<string, unknown>>): boolean => Object.keys(all).length <= toolValuesMax;

const program = {
  kind: z.literal('stdio'),
  command: z.string().trim().min(1).max(toolArgMax),
  args: z.array(arg).max(toolArgsMax),
  /** Where it runs; null: in the person's home. */
  cwd: z.string().min(1).max(toolArgMax).nullable(),
};
const address = { kind: z.literal('http'), url: z.url({ protocol: /^https?$/ }).max(2000) };

/** With the names of what it is given, never the values. */
export const ToolServerWay = z.discriminatedUnion('kind', [
  z.object({ ...program, env: z.array(z.string()) }),
  z.object({ ...address, headers: z.array(z.string()) }),
]);
export type ToolServerWay = z.infer<typeof ToolServerWay>;

/** As it is saved: with the values that are new. A name that is missing is taken away. */
export const NewToolServerWay = z.discriminatedUnion('kind', [
  z.object({ ...program, env: z.record(EnvName, value).refine(fewKeys) }),
  z.object({ ...address, headers: z.record(HeaderName, headerValue).refine(fewKeys) }),
]);
export type NewToolServerWay = z.infer<typeof NewToolServerWay>;

/** Why a server offers nothing just now. `detail`: what it said, in its words and bounded. */
export const ToolServerTrouble = z.discriminatedUnion('code', [
  /** There is no such program, or no such folder to run it in. */
  z.object({ code: z.literal('not_found'), command: z.string() }),
  z.object({ code: z.literal('not_startable'), detail: z.string() }),
  /** It ended by itself. */
  z.object({ code: z.literal('ended'), exitCode: z.int().nullable(), detail: z.string() }),
  z.object({ code: z.literal('slow'), waitedS: z.int(), detail: z.string() }),
  /** It sent more than anybody could read. */
  z.object({ code: z.literal('flooded'), detail: z.string() }),
  /** What it says is not the protocol. */
  z.object({ code: z.literal('not_understood'), detail: z.string() }),
  z.object({ code: z.literal('unreachable'), detail: z.string() }),
  /** It wants to know who asks. */
  z.object({ code: z.literal('sign_in') }),
  z.object({ code: z.literal('status'), status: z.int(), detail: z.string() }),
  z.object({ code: z.literal('secrets'), trouble: SecretTrouble }),
]);
export type ToolServerTrouble = z.infer<typeof ToolServerTrouble>;

/** Of all that a tool says of itself, SHA-256 in hexadecimal. What is allowed is a tool as it was shown. */
const ToolFingerprint = z.string().regex(/^[0-9a-f]{64}$/);

export const ToolFacts = z.object({
  name: z.string().min(1).max(toolNameMax),
  title: z.string().max(toolNameMax).nullable(),
  description: z.string().max(toolDescriptionMax),
  fingerprint: ToolFingerprint,
  /** About how many tokens of a window it takes to tell a model of it. */
  tokens: z.int().min(0),
  /** Allowed without asking, in every chat. */
  isAlwaysAllowed: z.boolean(),
  /** Chats in which it is allowed without asking. */
  allowedIn: z.array(ChatId),
});
export type ToolFacts = z.infer<typeof ToolFacts>;

export const ToolServerState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('off') }),
  z.object({ kind: z.literal('starting') }),
  /** `isCut`: it has more tools than the app takes, or some that cannot be used. */
  z.object({ kind: z.literal('ready'), tools: z.array(ToolFacts), isCut: z.boolean() }),
  /** Started again by itself, at `againAt`. */
  z.object({ kind: z.literal('waiting'), trouble: ToolServerTrouble, againAt: z.int() }),
  /** Stays down until the person asks. */
  z.object({ kind: z.literal('failed'), trouble: ToolServerTrouble }),
]);
export type ToolServerState = z.infer<typeof ToolServerState>;

const name = z.string().trim().min(1).max(serverNameMax);

export const ToolServer = z.object({ id: ToolServerId, name, way: ToolServerWay, state: ToolServerState });
export type ToolServer = z.infer<typeof ToolServer>;

/** UTF-16 units at most as many as are kept of a server's words. */
export const ServerWords = z.object({ text: z.string() });

export const ToolServerReport = z.object({
  name,
  /** The program without the folder that it lies in, or the host. */
  where: z.string(),
  state: z.enum(['off', 'starting', 'ready', 'waiting', 'failed']),
  /** Why it does not work; null: it works, or is off. */
  trouble: ToolServerTrouble.nullable(),
  /** How many it has, where it is ready. */
  tools: z.int().min(0),
  text: z.string(),
});
export type ToolServerReport = z.infer<typeof ToolServerReport>;

/** What was in the way of one entry of a list. */
export const SkippedServer = z.object({
  name: z.string(),
  /** `bad_values`: a name or a value of its variables or headers cannot be used, or there are too many. */
  reason: z.enum(['not_understood', 'bad_address', 'bad_values', 'old_transport', 'name_taken', 'too_many']),
});
export type SkippedServer = z.infer<typeof SkippedServer>;

/** `value_missing`: one that was to stay as it is is not there. */
export const SavedToolServer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('saved'), id: ToolServerId }),
  z.object({ kind: z.enum(['too_many', 'name_taken', 'value_missing']) }),
  z.object({ kind: z.literal('not_kept'), trouble: SecretTrouble }),
]);
export type SavedToolServer = z.infer<typeof SavedToolServer>;

/** `trouble`: why it would not be added; `name_twice`: an earlier one of the list has that name. */
export const PreviewedServer = z.object({
  name,
  way: ToolServerWay,
  trouble: z.enum(['name_taken', 'name_twice', 'too_many']).nullable(),
});
export type PreviewedServer = z.infer<typeof PreviewedServer>;

/** What a pasted list would come to. */
export const PreviewedServers = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('read'), servers: z.array(PreviewedServer), skipped: z.array(SkippedServer) }),
  z.object({ kind: z.enum(['not_json', 'no_servers']) }),
]);
export type PreviewedServers = z.infer<typeof PreviewedServers>;

/** What a pasted list came to. */
export const ImportedServers = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('read'), added: z.array(z.string()), skipped: z.array(SkippedServer) }),
  z.object({ kind: z.enum(['not_json', 'no_servers']) }),
  z.object({ kind: z.literal('not_kept'), trouble: SecretTrouble }),
]);
export type ImportedServers = z.infer<typeof ImportedServers>;

/** What a chat does not offer its models. `tool`: null: all of the server, also what it will have. */
export const LeftOutTool = z.object({
  server: ToolServerId,
  tool: z.string().min(1).max(toolNameMax).nullable(),
});
export type LeftOutTool = z.infer<typeof LeftOutTool>;
/** Empty: it offers all that is ready. */
export const LeftOutTools = z.array(LeftOutTool).max(toolServersMax * toolsMax);

const one = z.object({ id: ToolServerId });
const chat = z.object({ chatId: ChatId });
const noChat = { chat_not_found: {} };
const tool = z.object({ id: ToolServerId, tool: z.string().min(1).max(toolNameMax) });

export const tools = {
  /** By name. */
  watch: oc.output(eventIterator(z.array(ToolServer).max(toolServersMax))),
  /**
   * What a server that runs has written beside its messages, its last lines, now and as they come. Without its values and what
   * looks like a secret. `gone`: it does not run.
   */
  said: oc.input(one).output(eventIterator(ServerWords)).errors({ gone: {} }),
  /** For somebody who helps: all that are there, without what they are given and without arguments. */
  report: oc.output(z.array(ToolServerReport)),
  /** A new server is off. One whose program or address has changed loses what was allowed. */
  save: oc.input(z.object({ id: ToolServerId, name, way: NewToolServerWay })).output(SavedToolServer),
  /** Switching on starts it, and starts it anew where it stays down. */
  setOn: oc.input(one.extend({ isOn: z.boolean() })).output(z.object({ kind: z.enum(['done', 'gone']) })),
  restart: oc.input(one).output(z.object({ kind: z.enum(['done', 'gone']) })),
  /** With its values and all that was allowed. */
  remove: oc.input(one).output(z.object({ kind: z.enum(['done', 'gone']) })),
  /** Keeps nothing. What is a secret in the list does not come back. */
  preview: oc.input(z.object({ text: z.string().max(toolConfigMax) })).output(PreviewedServers),
  /** All that can be taken out of a list is added, switched off. The common JSON, with `mcpServers` in it or without. */
  import: oc.input(z.object({ text: z.string().max(toolConfigMax) })).output(ImportedServers),
  /** `chatId`: in that chat alone; null: always. `gone`: there is no such tool, or it no longer is what was shown. */
  allow: oc
    .input(tool.extend({ fingerprint: ToolFingerprint, chatId: ChatId.nullable() }))
    .output(z.object({ kind: z.enum(['done', 'gone']) })),
  /** Of a chat, then at each change from whatever window. */
  leftOut: oc.input(chat).output(eventIterator(LeftOutTools)).errors(noChat),
  /** Counts from the next time that a model is asked. Gives what is stored. */
  leaveOut: oc
    .input(chat.extend({ tools: LeftOutTools }))
    .output(LeftOutTools)
    .errors(noChat),
  /** From now on it is asked for again: in that chat, or, where none is named, in every chat. */
  forbid: oc.input(tool.extend({ chatId: ChatId.optional() })).output(z.object({ kind: z.literal('done') })),
};

// What the core's features need of each other and of the world; of the shell: shell-port.ts. No other file is shared between features.
import type { z } from 'zod';
import type { SecretTrouble, TokenPlace } from '../../preload/contract/secret-trouble.ts';
import type { ContextState } from '../../preload/contract/context.ts';
import type { Refusal } from '../../preload/contract/failure.ts';
import type { ChatId, OllamaId, RunId } from '../../preload/contract/ids.ts';
import type { AnsweringOllama, AnswerNote, Charge, Counts } from '../../preload/contract/message.ts';
import type { Place, Venue } from '../../preload/contract/models.ts';
import type { Parameters } from '../../preload/contract/parameters.ts';
import type { FileId, ImagePart } from '../../preload/contract/file-part.ts';
import type { LeftOutTool, ToolServerId, ToolServerTrouble } from '../../preload/contract/tools.ts';
import type { Settings } from '../../preload/contract/settings.ts';

/** As JSON has it. */
type JsonValue = z.infer<ReturnType<typeof z.json>>;

/** Epoch milliseconds, and timers that a test can drive. */
export type Clock = {
  now(): number;
  /** Resolves after `ms`, rejects when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
};

/** The newest value, and the next ones. */
export type Watchable<T> = {
  current(): T;
  /** Yields the current value first; conflates when the reader is slow. */
  watch(signal: AbortSignal): AsyncIterable<T>;
};

/** A part that is undefined is left as it is. */
export type SettingsPatch = { readonly [Name in keyof Settings]?: Settings[Name] | undefined };

export type SettingsPort = Watchable<Settings> & { set(patch: SettingsPatch): Promise<Settings> };

export type TurnImage = { readonly mediaType: ImagePart['mediaType']; readonly base64: string };

/** One turn as a model gets it. `images`: with questions alone. `rounds`: with answers, before their text. Neither is ever empty. */
export type Turn = {
  readonly role: 'system' | 'user' | 'assistant';
  readonly text: string;
  readonly images?: readonly TurnImage[];
  readonly rounds?: readonly ToolRound[];
};

/** Given by files, used by chat: what is stored under an id; null: nothing. */
export type FileContents = {
  bytes(this: void, id: FileId): Uint8Array | null;
  text(this: void, id: FileId): string | null;
};

/** Given by files, used by chat. */
export type FileStore = FileContents & { put(this: void, content: Uint8Array): FileId };

/** What a model asks for. `input`: null where it cannot be read. */
export type ToolRequest = { readonly name: string; readonly input: Readonly<Record<string, JsonValue>> | null };

/** What came of one answer that ended in calls: a result for each, in their order. */
export type ToolRound = {
  readonly text: string;
  readonly thinking: string;
  readonly calls: readonly ToolRequest[];
  readonly results: readonly ToolGiven[];
};

/** What a model is told of a call. */
export type ToolGiven = { readonly text: string; readonly images: readonly TurnImage[] };

export type GenerateRequest = {
  /** The Ollama that has the model. Nobody looks at it for a hosted model. */
  readonly ollama: OllamaId;
  readonly model: string;
  readonly turns: readonly Turn[];
  /** Left out: everything is left to the model. The system prompt is a turn by now. */
  readonly parameters?: Parameters;
  /** A model that takes no tools is asked without them. `rounds`: of this answer so far, after the turns. */
  readonly tools?: {
    readonly offered: readonly Pick<OfferedTool, 'name' | 'description' | 'inputSchema'>[];
    readonly rounds: readonly ToolRound[];
  };
};

/** `ended` or `refused` comes exactly once and last; anything else that stops the stream is thrown as a CodedFailure. */
export type GeneratePart =
  /** Known only now: who makes the answer, where that is another than was asked for, and what is to be said of it. */
  | {
      readonly kind: 'made';
      readonly model: string;
      readonly place: Place | null;
      readonly ollama: AnsweringOllama | null;
      readonly notes: readonly AnswerNote[];
    }
  | { readonly kind: 'thinking'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  /** All text so far turned out to be thoughts. */
  | { readonly kind: 'rethink' }
  /** Only where tools were offered: once, before `ended`, and never empty. */
  | { readonly kind: 'calls'; readonly calls: readonly ToolRequest[] }
  | { readonly kind: 'ended'; readonly reason: 'stop' | 'length' | 'other'; readonly counts: Counts | null }
  /** The server's no to a hosted answer; nothing came before it. */
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Given by context, used by chat. */
export type ChatContext = {
  /** What the models no longer see of a chat, and what they see in its place. */
  of(this: void, chatId: ChatId): ContextState;
};

/** Given by presets, used by chat. */
export type ChatParameters = {
  /** How the models of a chat are asked. */
  of(this: void, chatId: ChatId): Parameters;
  /** Called within the transaction that makes a chat. `chosen`: null takes those of the default preset. */
  begin(this: void, chatId: ChatId, chosen: Parameters | null): void;
};

/** A tool as it stood when a model was told of it. */
export type OfferedTool = {
  /** As models know it; never two alike in one offer. */
  readonly name: string;
  readonly description: string;
  /** A JSON Schema of an object. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly server: { readonly id: ToolServerId; readonly name: string };
  /** As its server knows it. */
  readonly tool: string;
  readonly fingerprint: string;
};

export type ToolAnswerPiece =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'image';
      readonly mediaType: ImagePart['mediaType'];
      readonly base64: string;
      readonly width: number;
      readonly height: number;
    }
  /** Something of a kind that the app does not take: what the server calls it. */
  | { readonly kind: 'left_out'; readonly type: string };

export type ToolAnswer = {
  readonly pieces: readonly ToolAnswerPiece[];
  /** The tool says that it failed; its pieces say why. */
  readonly isError: boolean;
  /** More came than the bounds allow. */
  readonly isCut: boolean;
};

/** Given by tools, used by chat. */
export type ToolBox = {
  /** Of all servers that are up, without what the chat leaves out. */
  offered(this: void, chatId: ChatId): readonly OfferedTool[];
  leftOut(this: void, chatId: ChatId): readonly LeftOutTool[];
  /** Called within a transaction: from now on the chat offers everything but this. */
  leaveOut(this: void, chatId: ChatId, tools: readonly LeftOutTool[]): void;
  /** Whether the person has allowed it, as it was offered: in this chat, or always. */
  isAllowed(this: void, tool: OfferedTool, chatId: ChatId): boolean;
  /** The person allows it, as it was offered. `chatId`: in that chat alone; null: always. `gone`: it no longer is what was offered. */
  allow(this: void, tool: OfferedTool, chatId: ChatId | null): 'done' | 'gone';
  /**
   * Asks nobody whether it may. Never repeats a call. `gone`: nothing has run, since the server is switched off or the tool is
   * another than was offered. Throws the signal's reason once it has aborted.
   */
  call(
    this: void,
    tool: OfferedTool,
    input: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<
    | ({ readonly kind: 'answered' } & ToolAnswer)
    | { readonly kind: 'failed'; readonly trouble: ToolServerTrouble }
    | { readonly kind: 'gone' }
  >;
};

/** Given by models: this person's own. */
export type Generator = {
  generate(request: GenerateRequest, signal: AbortSignal): AsyncIterable<GeneratePart>;
};

/** How a model stands in memory. `window`: that it was loaded with, in tokens; null: not known. */
export type Loaded = { readonly window: number | null };

/** Given by models, used by chat for what nobody waits for. */
export type ReadyGenerator = Generator & {
  /** null: it is not in memory, is to leave it after each answer, or that is not known. Aborted, it throws the signal's reason. */
  loaded(asked: Pick<GenerateRequest, 'ollama' | 'model' | 'parameters'>, signal: AbortSignal): Promise<Loaded | null>;
};

/** What Ollama tells of a download. `layer`: one of the model's files, by its digest. */
export type PullNews =
  | { readonly kind: 'layer'; readonly digest: string; readonly totalBytes: number; readonly completedBytes: number }
  | { readonly kind: 'step'; readonly step: 'looking' | 'verifying' | 'writing' | 'cleaning' }
  | { readonly kind: 'done' };

/** Given by models, used by downloads. Everything throws a CodedFailure, or the signal's reason once it has aborted. */
export type ModelStock = {
  /** Leaving the loop early ends the download; what has arrived is kept for the next. */
  pull(name: string, signal: AbortSignal): AsyncIterable<PullNews>;
  /** A model that is not there is removed already. */
  remove(name: string, signal: AbortSignal): Promise<void>;
  /** Free on the disk on which Ollama keeps its models; null: not known, as of another computer. */
  freeBytes(): Promise<number | null>;
  /** Something has changed there; who watches is to see it soon. */
  look(): void;
};

/** An answer of either venue. A hosted one is paid for under its run's id. */
export type AnswerRequest = GenerateRequest & { readonly runId: RunId; readonly venue: Venue };

/** Given by venues.ts, used by chat. */
export type Answerer = {
  generate(request: AnswerRequest, signal: AbortSignal): AsyncIterable<GeneratePart>;
};

export type RunUsage = {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly durationMs: number;
};

export type ReserveAnswer =
  | { readonly kind: 'granted'; readonly charge: Charge }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** How a run ended, and with it what it owes. */
export type RunEnding =
  | {
      readonly kind: 'capture';
      readonly usage: RunUsage;
      readonly outcome: 'completed' | 'stopped' | 'interrupted';
    }
  | { readonly kind: 'release'; readonly reason: string };

/**
 * Given by account, used by chat. It alone keeps what runs owe, in one table. The run's id is the hold's id, so every call is
 * repeatable. For a hosted answer the server itself holds as it is asked, so there is nothing to reserve.
 */
export type Meter = {
  /** Never throws for an unreachable server: then it answers from the offline grace. */
  reserve(run: { readonly runId: RunId; readonly model: string }, signal: AbortSignal): Promise<ReserveAnswer>;
  /**
   * Writes down how the run ended, and gives its price as far as that is known. Called within the transaction that saves the
   * answer, so that both are on disk or neither is. The first ending stands. The server is told of it until it has heard.
   * By then `reserve` has answered, or its signal has aborted.
   */
  end(runId: RunId, ending: RunEnding): Charge;
  /** Tells the server now, and waits a moment for its answer. */
  settle(runId: RunId): Promise<Charge>;
  /** Calls `listen` within the transaction that writes down what a run cost which was `unsettled` at its end. */
  onSettled(listen: (runId: RunId, charge: Charge) => void): void;
};

/** The OS keychain, or what stands in for it. Values are secrets: never logged, never in an error. */
export type SecretStore = {
  /** Whether secrets can be kept; asked by a real write, read and delete. */
  probe(): Promise<{ readonly kind: 'available' } | { readonly kind: 'missing'; readonly trouble: SecretTrouble }>;
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
};

/** The places a secret can be kept in, and which of them the person chose. */
export type Secrets = {
  at(place: TokenPlace): SecretStore;
  /** null: nobody has chosen yet; then the keychain is used where there is one. */
  chosen(): TokenPlace | null;
  choose(place: TokenPlace): void;
};

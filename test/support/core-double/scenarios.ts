// The situations the double can play, by name. Each is a whole starting state and how it answers.
import type { AccountState, CheckoutView, KeptToken } from '../../../src/preload/contract/account.ts';
import type { ContextState, ContextSummary } from '../../../src/preload/contract/context.ts';
import type { Failure, Refusal } from '../../../src/preload/contract/failure.ts';
import { firstOllama, RunId, type ChatId, type MessageId } from '../../../src/preload/contract/ids.ts';
import type { AnswerState, Chat } from '../../../src/preload/contract/message.ts';
import type { Finding } from '../../../src/preload/contract/doctor.ts';
import type { Download } from '../../../src/preload/contract/downloads.ts';
import type { HostedState } from '../../../src/preload/contract/hosted.ts';
import type { RunningModel } from '../../../src/preload/contract/manager.ts';
import { demoModelName } from '../../../src/preload/contract/demo-model.ts';
import type { Model, OllamaState } from '../../../src/preload/contract/models.ts';
import type { Parameters, Preset } from '../../../src/preload/contract/parameters.ts';
import type { Settings } from '../../../src/preload/contract/settings.ts';
import {
  codeBeginsReply,
  endlessReply,
  failingReply,
  plainReply,
  refusingReply,
  thinkingReply,
  type ReplyScript,
} from './reply-script.ts';
import { hostedScenarios, noHosted } from './hosted-scenarios.ts';
import { modelScenarios } from './model-scenarios.ts';
import { ollamaScenarios } from './ollama-scenarios.ts';
import { personScenarios } from './person-scenarios.ts';
import { purchaseScenarios } from './purchase-scenarios.ts';
import { freeAccount, offlineAccount, proAccount, resetsInMs, samplePurchase } from './sample-account.ts';
import { sampleParameters, samplePresets } from './sample-presets.ts';
import { leapYear, longChat, makeChat, sampleChats, sampleId, tallySticks } from './sample-chats.ts';
import { toolScenarios } from './tool-scenarios.ts';
import { longNamed, writtenChats, writtenReply } from './sample-writing.ts';
import type { FileId } from '../../../src/preload/contract/file-part.ts';
import type { ToolServer } from '../../../src/preload/contract/tools.ts';
import { chatAboutFiles } from './file-scenarios.ts';
import { chatWithLinkedPictures, chatWithLongAnswer, chatWithPictures, picturesThere } from './reading-scenarios.ts';
import type { World } from './world.ts';

export type Scenario = {
  readonly settings: Settings;
  readonly ollama: OllamaState;
  /** Those beside the first, which the settings name. */
  readonly others?: readonly OllamaState[];
  readonly account: AccountState;
  readonly hosted: HostedState;
  /** What a look at the connection finds; else all is well. */
  readonly findings?: readonly Finding[];
  readonly downloads?: readonly Download[];
  /** Where the moment of a picture stands for the present. */
  readonly now?: number;
  /** Whether there is something to be seen on the usage page. */
  readonly isUsed?: boolean;
  readonly inMemory?: readonly RunningModel[];
  readonly chats: readonly Chat[];
  readonly reply: ReplyScript;
  /** invoice-part: an invoice of which a part has come in. */
  readonly checkout: CheckoutView['kind'] | 'invoice-part';
  readonly keptTokens: readonly KeptToken[];
  /** The answer of this chat is being written when the page comes. */
  readonly running: boolean;
  readonly contexts: readonly (readonly [ChatId, ContextState])[];
  readonly presets: Preset[];
  readonly parameters: readonly (readonly [ChatId, Parameters])[];
  /** What images and files of the chats contain. */
  readonly files?: ReadonlyMap<FileId, Buffer>;
  readonly pictures?: World['pictures'];
  readonly toolServers?: readonly ToolServer[];
  /** What each of them has written beside its messages. */
  readonly serverWords?: string;
};

const address = 'http://127.0.0.1:11434';
const at = { id: firstOllama, name: '', address, place: 'this_computer' } as const;

const settings: Settings = {
  theme: 'system',
  ollamaAddress: address,
  ollamas: [{ id: firstOllama, name: '', address: null, headers: [] }],
  usualOllama: firstOllama,
  serverAddress: 'http://127.0.0.1:8787',
  defaultModel: null,
  systemPrompt: '',
  keepLoadedS: null,
  isDemoModelOn: false,
  isSidebarFolded: false,
  hasOnboarded: true,
  sendKey: 'enter',
  wrapsCode: false,
  numbersCode: false,
  makesTitles: true,
};

const model = (name: string, gigabytes: number, parameterSize: string, isLoaded = false): Model => ({
  name,
  place: 'this_computer',
  sizeBytes: Math.round(gigabytes * 1e9),
  family: name.split(/[\d:]/)[0] ?? null,
  parameterSize,
  quantization: 'Q4_K_M',
  isLoaded,
  loadedContext: isLoaded ? 8_192 : null,
  isDemo: false,
  canSee: name.startsWith('gemma3:4b'),
});

const cloudModel: Model = {
  ...model('gpt-oss:120b-cloud', 0, '116.8B'),
  place: 'cloud',
  sizeBytes: 384,
  quantization: 'MXFP4',
};

const signIn: Failure = {
  code: 'ollama_sign_in',
  detail: 'unauthorized',
  canRetry: true,
  signInUrl: 'https://ollama.com/connect?name=box&key=c2FtcGxl',
};
const tooLong: Failure = {
  code: 'ollama_context_full',
  detail: 'the input length exceeds the context length',
  canRetry: false,
};

export const demoModel: Model = {
  name: demoModelName,
  place: 'this_computer',
  sizeBytes: 0,
  family: null,
  parameterSize: null,
  quantization: null,
  isLoaded: true,
  loadedContext: 4_096,
  isDemo: true,
  canSee: false,
};

const readyOllama: Extract<OllamaState, { kind: 'ready' }> = {
  kind: 'ready',
  ...at,
  otherCount: 0,
  version: '0.14.2',
  models: [
    model('gemma3:4b', 3.3, '4.3B', true),
    model('qwen3:8b', 5.2, '8.2B'),
    model('llama3.2:3b', 2.0, '3.2B'),
    model('gemma3:270m', 0.29, '268M'),
  ],
};
const missing: Failure = { code: 'ollama_not_installed', detail: null, canRetry: true };
const away: Failure = { code: 'ollama_not_running', detail: 'connect ECONNREFUSED 127.0.0.1:11434', canRetry: true };
const awayOllama = (failure: Failure): OllamaState => ({ kind: 'unreachable', ...at, failure, models: [] });

const refusal = (
  code: Extract<Refusal, { problem: string }>['code'],
  params: Extract<Refusal, { problem: string }>['params'],
  retryAt: number | null,
): Refusal => ({ code, problem: code, params, detail: null, retryAt });

/** Ready to chat, with some chats; every other scenario changes a part of it. */
function ready(now: number): Scenario {
  return {
    settings,
    ollama: readyOllama,
    account: freeAccount(now, 13),
    hosted: noHosted,
    chats: sampleChats(now),
    reply: plainReply,
    checkout: 'frame',
    keptTokens: [],
    running: false,
    contexts: [],
    presets: [],
    parameters: [],
  };
}

/** The newest chat ends in the given state. */
function ending(now: number, title: string, state: AnswerState, answer: string): Scenario {
  const chat = makeChat(30, title, now - 1_000, [tallySticks, { question: leapYear.question, answer, state }]);
  return { ...ready(now), chats: [chat, ...sampleChats(now)] };
}

const longQuestion = <Turn extends { readonly question: string }>(turn: Turn): Turn => ({
  ...turn,
  question: [turn.question, '', 'This is what I have read so far:', '', ...longNotes].join('\n'),
});

const longNotes = Array.from(
  { length: 24 },
  (_, line) => `${line + 1}. A stick of hazel, notched, split, and kept in two halves until the debt was paid.`,
);

const half = leapYear.answer.slice(0, 190);

function running(now: number, reply: ReplyScript): Scenario {
  const chat = makeChat(31, 'Being written just now', now, [
    tallySticks,
    { question: leapYear.question, answer: '', state: { kind: 'streaming' } },
  ]);
  const busy: Chat = { ...chat, summary: { ...chat.summary, activeRunId: RunId.parse(sampleId(5031, 1)) } };
  return { ...ready(now), chats: [busy, ...sampleChats(now)], reply, running: true };
}

/** The newest chat is about an image and a file. */
function aboutFiles(now: number): Scenario {
  const { chat, files } = chatAboutFiles(now);
  return { ...ready(now), chats: [chat, ...sampleChats(now)], files };
}

export const scenarios = {
  files: aboutFiles,
  /** The newest chat names pictures that stand elsewhere. */
  pictures: (now) => ({
    ...ready(now),
    chats: [chatWithPictures(now), ...sampleChats(now)],
    pictures: picturesThere,
  }),
  'linked-pictures': (now) => ({
    ...ready(now),
    chats: [chatWithLinkedPictures(now), ...sampleChats(now)],
    pictures: picturesThere,
  }),
  /** The first answer of the newest chat is folded. */
  'long-answer': (now) => ({ ...ready(now), chats: [chatWithLongAnswer(now), ...sampleChats(now)] }),
  empty: (now) => ({ ...ready(now), chats: [], account: freeAccount(now) }),
  ready,
  'onboarding-missing': (now) => ({
    ...ready(now),
    chats: [],
    account: freeAccount(now),
    ollama: awayOllama(missing),
    settings: { ...settings, hasOnboarded: false },
  }),
  'onboarding-stopped': (now) => ({
    ...ready(now),
    chats: [],
    account: freeAccount(now),
    ollama: awayOllama(away),
    settings: { ...settings, hasOnboarded: false },
  }),
  'onboarding-no-models': (now) => ({
    ...ready(now),
    chats: [],
    account: freeAccount(now),
    ollama: { kind: 'ready', ...at, version: '0.14.2', models: [], otherCount: 0 },
    settings: { ...settings, hasOnboarded: false },
  }),
  'onboarding-ready': (now) => ({
    ...ready(now),
    chats: [],
    account: freeAccount(now),
    settings: { ...settings, hasOnboarded: false },
  }),
  /** Models of Ollama's cloud beside one of this computer. */
  cloud: (now) => ({
    ...ready(now),
    chats: [],
    ollama: { ...readyOllama, models: [cloudModel, model('gemma3:270m', 0.29, '268M')] },
  }),
  'sign-in': (now) => ({
    ...ready(now),
    chats: [],
    ollama: { ...readyOllama, models: [cloudModel] },
    settings: { ...settings, defaultModel: cloudModel.name },
    reply: failingReply(signIn),
  }),
  'too-long': (now) => ({ ...ready(now), chats: [], reply: failingReply(tooLong) }),
  /** Ollama is another computer's. */
  'other-computer': (now) => ({
    ...ready(now),
    chats: [],
    ollama: {
      ...readyOllama,
      address: 'http://box.local:11434',
      place: 'other_computer',
      models: readyOllama.models.map((one) => ({ ...one, place: 'other_computer' as const })),
    },
  }),
  checking: (now) => ({
    ...ready(now),
    ollama: { kind: 'checking', ...at },
    account: {
      ...freeAccount(now),
      link: { kind: 'checking', origin: settings.serverAddress },
      credits: { ...freeAccount(now).credits, mode: 'unknown', free: null, asOf: null },
    },
  }),
  'ollama-away': (now) => ({ ...ready(now), ollama: awayOllama(away), reply: refusingReplyFor(away) }),
  demo: (now) => ({
    ...ready(now),
    chats: [],
    ollama: { kind: 'unreachable', ...at, failure: missing, models: [demoModel] },
    settings: { ...settings, isDemoModelOn: true },
  }),
  long: (now) => ({
    ...ready(now),
    chats: [longChat(now, 1_000), ...sampleChats(now)],
    reply: { ...plainReply, paceMs: 16 },
  }),
  'long-question': (now) => ({
    ...ready(now),
    chats: [makeChat(32, 'A long question', now, [longQuestion(tallySticks)]), ...sampleChats(now)],
  }),
  writing: (now) => ({ ...ready(now), chats: [...writtenChats(now), ...sampleChats(now)], reply: writtenReply }),
  'long-names': (now) => ({
    ...ready(now),
    chats: writtenChats(now),
    account: proAccount(now),
    ollama: { ...readyOllama, models: [...longNamed, ...readyOllama.models] },
    settings: { ...settings, defaultModel: longNamed[0]?.name ?? null },
  }),
  streaming: (now) => running(now, endlessReply),
  'code-begins': (now) => running(now, codeBeginsReply),
  thinking: (now) => running(now, { ...thinkingReply, text: '', end: { kind: 'never' } }),
  'thinking-done': (now) => ({ ...ready(now), reply: thinkingReply }),
  stopped: (now) => ending(now, 'Stopped in the middle', { kind: 'stopped' }, half),
  interrupted: (now) => ending(now, 'Interrupted by a restart', { kind: 'interrupted' }, half),
  failed: (now) => ({
    ...ending(
      now,
      'Ollama went away',
      { kind: 'failed', failure: { code: 'ollama_cut', detail: 'read ECONNRESET', canRetry: true } },
      half,
    ),
    reply: failingReply({ code: 'ollama_cut', detail: 'read ECONNRESET', canRetry: true }),
  }),
  'refused-free': (now) => {
    const no = refusal(
      'free_exhausted',
      { reason: 'used_up', limit: 20, whose: 'client', resets_at: now + resetsInMs },
      now + resetsInMs,
    );
    return {
      ...ending(now, 'Out of free messages', { kind: 'refused', refusal: no }, ''),
      account: freeAccount(now, 0),
      reply: refusingReply(no),
    };
  },
  'refused-rate': (now) => {
    const no = refusal('rate_limited', { reason: 'requests', retry_after_s: 24, window_s: 60 }, now + 24_000);
    return { ...ending(now, 'Too many messages', { kind: 'refused', refusal: no }, ''), reply: refusingReply(no) };
  },
  presets: (now) => ({ ...ready(now), presets: samplePresets, parameters: sampleParameters }),
  /** A chat of which the model sees a summary, one turn fewer, and that is too long for it all the same. */
  'context-full': (now) => {
    const lines = [
      tallySticks,
      leapYear,
      tallySticks,
      { question: leapYear.question, answer: '', state: { kind: 'failed', failure: tooLong } as const },
    ];
    const chat = makeChat(33, 'Longer than the window', now - 1_000, lines);
    const [first, second] = [chat.messages[1], chat.messages[2]];
    return {
      ...ready(now),
      chats: [chat, ...sampleChats(now)],
      contexts: [
        [
          chat.summary.id,
          {
            leftOut: second === undefined ? [] : chat.messages.slice(2, 4).map(({ id }) => id),
            summaries: first === undefined ? [] : [sampleSummary(first.id, now)],
            changedAt: now - 500,
          },
        ],
      ],
    };
  },
  exhausted: (now) => ({
    ...ready(now),
    account: { ...proAccount(now), credits: { ...proAccount(now).credits, mode: 'exhausted', proMicrocredits: 0 } },
  }),
  offline: (now) => ({ ...ready(now), account: offlineAccount(now) }),
  pro: (now) => ({ ...ready(now), account: proAccount(now) }),
  used: (now) => ({ ...ready(now), account: proAccount(now), isUsed: true, now }),
  'purchase-open': (now) => ({
    ...ready(now),
    account: { ...freeAccount(now, 3), tokenPlace: 'keychain', purchases: [samplePurchase(now, 1, 'open')] },
  }),
  'purchase-seen': (now) => ({
    ...ready(now),
    account: { ...freeAccount(now, 3), tokenPlace: 'keychain', purchases: [samplePurchase(now, 1, 'seen')] },
  }),
  'purchase-declined': (now) => ({
    ...ready(now),
    account: { ...freeAccount(now, 3), tokenPlace: 'keychain', purchases: [samplePurchase(now, 1, 'declined')] },
  }),
  'purchase-window': (now) => ({ ...ready(now), checkout: 'window' }),
  'keychain-missing': (now) => ({
    ...ready(now),
    account: {
      ...freeAccount(now, 3),
      keychain: { kind: 'missing', trouble: { code: 'keychain_silent' } },
    },
  }),
  ...hostedScenarios(ready),
  ...modelScenarios(ready),
  ...ollamaScenarios(ready),
  ...personScenarios(ready),
  ...purchaseScenarios(ready),
  ...toolScenarios(ready),
} satisfies Readonly<Record<string, (now: number) => Scenario>>;

export type ScenarioName = keyof typeof scenarios;

export function isScenarioName(name: string): name is ScenarioName {
  return Object.hasOwn(scenarios, name);
}

function sampleSummary(uptoId: MessageId, now: number): ContextSummary {
  return {
    id: sampleId(80, 1),
    uptoId,
    kind: 'summary',
    text: 'The person asked what a tally stick was. It recorded a debt in wood: notches for the amount, split in two halves that have to match.',
    model: 'gemma3:4b',
    createdAt: now - 500,
  };
}

function refusingReplyFor(failure: Failure): ReplyScript {
  return { ...failingReply(failure), text: '' };
}

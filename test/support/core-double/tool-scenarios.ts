// Servers of tools in every state, and answers in which a model calls their tools.
import { RunId, type ChatId } from '../../../src/preload/contract/ids.ts';
import type { AnswerMessage, Chat } from '../../../src/preload/contract/message.ts';
import { ToolCallId, type Part, type ToolCallPart, type ToolCallState } from '../../../src/preload/contract/part.ts';
import { ToolServerId, type ToolFacts, type ToolServer } from '../../../src/preload/contract/tools.ts';
import { chatAboutFiles } from './file-scenarios.ts';
import { hostedOffer } from './hosted-scenarios.ts';
import { plainReply, type PlayedCall, type ReplyScript } from './reply-script.ts';
import { makeChat, sampleId } from './sample-chats.ts';
import type { Scenario } from './scenarios.ts';

const tool = (
  n: number,
  facts: Pick<ToolFacts, 'name' | 'title' | 'description'>,
  isAlwaysAllowed = false,
): ToolFacts => ({
  ...facts,
  fingerprint: String(n).padStart(64, '0'),
  tokens: 60 + facts.description.length,
  allowedIn: [],
  isAlwaysAllowed,
});

const idOf = (n: number): ToolServerId => ToolServerId.parse(sampleId(60, n));
const files = { id: idOf(1), name: 'Files' };
const weather = { id: idOf(2), name: 'Weather' };

const fileTools: ToolFacts[] = [
  tool(1, { name: 'list_directory', title: 'List folder', description: 'Lists what is in a folder.' }, true),
  tool(2, {
    name: 'read_text_file',
    title: null,
    description:
      'Reads the whole of a file as text.\nHandles several encodings, and says in detail what is wrong where a file cannot be read. Use it to look at the content of a single file. With “head” only the first lines of it are read, with “tail” only the last ones. It works only within the folders that were allowed when the server was started.',
  }),
  tool(3, { name: 'write_file', title: null, description: '' }),
];

const program = (args: readonly string[], env: readonly string[] = []): ToolServer['way'] => ({
  kind: 'stdio',
  command: 'npx',
  args: ['-y', ...args],
  cwd: null,
  env: [...env],
});

export const sampleServers = (now: number): readonly ToolServer[] => [
  {
    ...files,
    way: program(['@modelcontextprotocol/server-filesystem', '/home/ada/Letters and bills']),
    state: { kind: 'ready', tools: fileTools, isCut: false },
  },
  {
    id: idOf(3),
    name: 'Notes',
    way: { kind: 'http', url: 'https://notes.example.org/mcp', headers: ['Authorization'] },
    state: { kind: 'failed', trouble: { code: 'sign_in' } },
  },
  {
    id: idOf(4),
    name: 'Postgres',
    way: program(['postgres-mcp@2'], ['DATABASE_URL']),
    state: {
      kind: 'waiting',
      againAt: now + 8_000,
      trouble: {
        code: 'ended',
        exitCode: 1,
        detail:
          'Connecting to db.local:5432 …\nError: connect ECONNREFUSED 192.168.1.20:5432\n    at main (index.js:41)',
      },
    },
  },
  { id: idOf(5), name: 'Search', way: program(['search-mcp']), state: { kind: 'starting' } },
  { ...weather, way: program(['weather-mcp'], ['WEATHER_KEY']), state: { kind: 'off' } },
];

function allowedIn(server: ToolServer, ids: readonly ChatId[]): ToolServer {
  if (server.state.kind !== 'ready') return server;
  const tools = server.state.tools.map((tool) =>
    tool.name === 'read_text_file' ? { ...tool, allowedIn: [...ids] } : tool,
  );
  return { ...server, state: { ...server.state, tools } };
}

const readyServers: readonly ToolServer[] = [
  {
    ...files,
    way: program(['@modelcontextprotocol/server-filesystem', '/home/ada/Letters']),
    state: { kind: 'ready', tools: fileTools, isCut: false },
  },
];

const reading: PlayedCall = {
  server: files,
  tool: 'read_text_file',
  input: { path: '/home/ada/Letters/2026-02-rent.txt', head: 20 },
  gives: {
    content: [
      { kind: 'text', text: 'Dear Ms Lovelace,\n\nfrom 1 April the rent is <b>€ 940</b>.\n\n# Yours\nA. Landlord' },
    ],
    isError: false,
    isCut: false,
  },
};

const askingReply: ReplyScript = {
  ...plainReply,
  thinking: 'The letter has the answer. I should read it.',
  text: 'From **1 April** the rent is €940.',
  calls: [reading],
};

const question = 'What does the letter about the rent say?';

function asking(now: number, reply: ReplyScript): Pick<Scenario, 'chats' | 'reply' | 'running' | 'toolServers'> {
  const chat = makeChat(61, 'The rent', now, [{ question, answer: '', state: { kind: 'streaming' } }]);
  const busy: Chat = { ...chat, summary: { ...chat.summary, activeRunId: RunId.parse(sampleId(5061, 0)) } };
  return { chats: [busy], reply, running: true, toolServers: readyServers };
}

function withAsking(ready: Scenario, { chats, ...rest }: ReturnType<typeof asking>): Scenario {
  return { ...ready, ...rest, chats: [...chats, ...ready.chats] };
}

const ends: readonly (readonly [tool: string, input: ToolCallPart['input'], state: ToolCallState])[] = [
  ['list_directory', { path: '/home/ada/Letters' }, { kind: 'done' }],
  ['read_text_file', { path: '/home/ada/Letters/none.txt' }, { kind: 'done' }],
  ['write_file', { path: '/home/ada/Letters/answer.txt', content: 'Dear Mr Landlord,\n\n' }, { kind: 'refused' }],
  [
    'search',
    { query: 'rent 2026', limit: 5 },
    { kind: 'failed', trouble: { code: 'ended', exitCode: 137, detail: '' } },
  ],
  ['delete_everything', null, { kind: 'not_callable', reason: 'unknown_tool' }],
  ['read_text_file', { path: '/home/ada/Letters/a.txt' }, { kind: 'unknown' }],
  ['write_file', {}, { kind: 'not_run' }],
];

/** One answer with a call for each way in which one ends. */
function ended(now: number): Pick<Scenario, 'chats' | 'files' | 'toolServers'> {
  const { files: contents, chat: other } = chatAboutFiles(now);
  const image = other.messages.flatMap(({ parts }) => parts).find((part) => part.kind === 'image');
  const chat = makeChat(62, 'Every way in which a call ends', now, [
    { question, answer: 'I could look into the folder, but not into the letter.' },
  ]);
  const calls = ends.map(([name, input, state], at): ToolCallPart => ({
    kind: 'tool_call',
    callId: ToolCallId.parse(sampleId(63, at)),
    round: 1,
    server: input === null ? null : files,
    tool: name,
    nameForModels: `files__${name}`,
    input,
    state,
  }));
  const [first, second] = calls;
  const results: Part[] =
    first === undefined || second === undefined
      ? []
      : [
          {
            kind: 'tool_result',
            callId: first.callId,
            content: [
              { kind: 'text', text: '[FILE] 2026-01-heating.txt\n[FILE] 2026-02-rent.txt' },
              ...(image === undefined ? [] : [image]),
              { kind: 'left_out', type: 'audio' },
            ],
            isError: false,
            isCut: true,
          },
          {
            kind: 'tool_result',
            callId: second.callId,
            content: [{ kind: 'text', text: 'ENOENT: no such file' }],
            isError: true,
            isCut: false,
          },
        ];
  const messages = chat.messages.map((message): Chat['messages'][number] =>
    message.role === 'user' ? message : withParts(message, [...calls, ...results, ...message.parts]),
  );
  return { chats: [{ ...chat, messages }], files: contents, toolServers: readyServers };
}

const withParts = (message: AnswerMessage, parts: Part[]): AnswerMessage => ({
  ...message,
  parts,
  notes: [{ kind: 'tool_rounds', rounds: 20 }],
});

export const toolScenarios = (ready: (now: number) => Scenario) => ({
  tools: (now: number): Scenario => ({
    ...ready(now),
    toolServers: sampleServers(now),
    serverWords: 'Secure MCP Filesystem Server running on stdio\nAllowed: /home/ada/Letters and bills',
  }),
  /** A tool is allowed in the two newest chats. */
  'tools-allowed': (now: number): Scenario => {
    const scene = ready(now);
    const ids = scene.chats.slice(0, 2).map(({ summary }) => summary.id);
    return { ...scene, toolServers: sampleServers(now).map((server) => allowedIn(server, ids)) };
  },
  'tool-asked': (now: number): Scenario => withAsking(ready(now), asking(now, askingReply)),
  /** More calls at once than a window shows. */
  'tool-asked-often': (now: number): Scenario =>
    withAsking(ready(now), asking(now, { ...askingReply, calls: Array.from({ length: 8 }, () => reading) })),
  /** Allowed before, and never coming back. */
  'tool-running': (now: number): Scenario => ({
    ...ready(now),
    ...asking(now, { ...askingReply, calls: [{ ...reading, isAllowed: true, gives: 'nothing' }] }),
  }),
  'tool-ends': (now: number): Scenario => ({ ...ready(now), ...ended(now) }),
  /** Of the operator's models one can use them, and one cannot. */
  'hosted-tools': (now: number): Scenario => ({ ...ready(now), hosted: hostedOffer, toolServers: readyServers }),
  /** For a chat that is asked something new. */
  'tool-reply': (now: number): Scenario => ({ ...ready(now), toolServers: readyServers, reply: askingReply }),
});

/** As people have it from other apps: with one to add, one whose name is taken, and one that cannot be used. */
export const pastedList = JSON.stringify(
  {
    mcpServers: {
      time: { command: 'uvx', args: ['mcp-server-time', '--local-timezone=Europe/Berlin'] },
      files: { command: 'npx', args: ['-y', '@modelcontextprotocol/server-filesystem', '/home/ada'] },
      music: { url: 'https://music.example.org/mcp', headers: { Authorization: 'Bearer 123456' } },
      old: { type: 'sse', url: 'https://old.example.org/sse' },
    },
  },
  null,
  2,
);

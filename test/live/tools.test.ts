// Tools with the real Ollama and a small server: what Ollama says of a model decides whether it is told of tools.
import { request } from 'undici';
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, it, type TestContext } from 'vitest';
import { fold } from '../../src/preload/contract/fold.ts';
import type { AnswerMessage } from '../../src/preload/contract/message.ts';
import { plainParameters, type Parameters } from '../../src/preload/contract/parameters.ts';
import { textParts } from '../../src/preload/contract/parts.ts';
import { ToolServerId } from '../../src/preload/contract/tools.ts';
import { createMeter } from '../core/chat/doubles.ts';
import { chatId, messageId, runId } from '../core/chat/scene.ts';
import { openCore } from '../core/core-scene.ts';
import { oddProgram } from '../core/tools/rig.ts';
import { liveModel, openLiveOllama, type LiveOllama } from './ollama.ts';

const toolModel = 'tally-gemma3-tools:270m';
/** Ollama takes a model for one that calls tools by its template, and reads its calls by it. */
const template = [
  '{{- if .Tools }}Tools: {{ .Tools }}\n{{ end }}{{- range .Messages }}',
  '{{- if eq .Role "user" }}Question: {{ .Content }}\n{{ else if eq .Role "tool" }}Result: {{ .Content }}\n',
  '{{ else if eq .Role "assistant" }}Answer: {{ if .ToolCalls }}{{ range .ToolCalls }}',
  '{"name": "{{ .Function.Name }}", "parameters": {{ .Function.Arguments }}}{{ end }}{{ else }}{{ .Content }}{{ end }}\n',
  '{{ end }}{{- end }}Answer:',
].join('');

let live: LiveOllama | { readonly kind: 'not_here'; readonly reason: string };
beforeAll(async () => {
  live = await openLiveOllama();
  if (live.kind === 'here') await tell(live.url, 'POST', 'create', { model: toolModel, from: liveModel, template });
});
afterAll(async () => {
  if (live.kind === 'not_here') return;
  await tell(live.url, 'DELETE', 'delete', { model: toolModel });
  await live.stop();
});

async function tell(url: string, method: 'POST' | 'DELETE', what: string, body: object): Promise<void> {
  const { statusCode, body: said } = await request(`${url}/api/${what}`, { method, body: JSON.stringify(body) });
  const text = await said.text();
  if (statusCode !== 200 || text.includes('"error"')) throw new Error(text.slice(0, 500));
}

function here(context: TestContext): LiveOllama {
  if (live.kind === 'not_here') context.skip(`not here: ${live.reason}`);
  return live;
}

/** So small a model calls nothing of itself; a few words show that it was asked. */
const parameters: Parameters = { ...plainParameters, numCtx: 1_024, numPredict: 4 };

/** Asks with a server that is ready. */
async function ask(url: string, model: string): Promise<AnswerMessage> {
  const { client } = await openCore({ meter: createMeter() });
  await client.settings.set({ ollamaAddress: url });
  const id = ToolServerId.parse(v7());
  const program = oddProgram('good');
  if (program.kind !== 'stdio') throw new Error('It is a program');
  const { command, args } = program;
  await client.tools.save({ id, name: 'Try', way: { kind: 'stdio', command, args: [...args], cwd: null, env: {} } });
  await client.tools.setOn({ id, isOn: true });
  for await (const [one] of await client.tools.watch()) if (one?.state.kind === 'ready') break;
  const run = runId();
  const ids = { chatId: chatId(), runId: run, messageId: messageId(), answerId: messageId(), parentId: null };
  const sent = await client.chat.send({ ...ids, parts: textParts('Say hazel.'), model, parameters });
  let { answer } = sent;
  for await (const event of await client.runs.watch({ runId: run, after: 0 })) answer = fold(answer, event);
  return answer;
}

it('a model that takes tools, as Ollama says, is asked with them', async (context) => {
  const { state } = await ask(here(context).url, toolModel);
  expect(state).toEqual({ kind: 'done', reason: 'length' });
}, 300_000);

it('a model that takes no tools, as Ollama says, is sent none, which Ollama would refuse', async (context) => {
  const { state } = await ask(here(context).url, liveModel);
  expect(state).toEqual({ kind: 'done', reason: 'length' });
}, 300_000);

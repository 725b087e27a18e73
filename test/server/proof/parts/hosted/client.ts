// Plays the client's part of a script on a real socket.
import { Agent, request } from 'undici';
import type { Gate } from '../../../../support/fake-ollama/gate.ts';
import type { Piece } from '../../../../support/fake-upstream/behaviour.ts';
import { nothingSeen, seenInStream, seenWhole, type Seen } from './seen.ts';
import type { Script } from './script.ts';

export type Played = {
  readonly url: string;
  readonly token: string;
  readonly id: string;
  readonly question: string;
  /** Keeps back every piece of the upstream's answer; one pass each. */
  readonly gate: Gate;
  /** Resolves when the upstream has been asked. */
  readonly asked: Promise<unknown>;
  /** What the script does to the server. */
  stop(): void;
  kill(): void;
};

const answerMsMax = 60_000;

/** `hasActed`: whether it came to what the script has the client do in the middle. */
export type Outcome = { readonly seen: Seen; readonly hasActed: boolean };

export async function playClient(script: Script, played: Played): Promise<Outcome> {
  const leave = new AbortController();
  const acting = { isDone: false };
  const dispatcher = new Agent({ connections: 1 });
  const heard: { text: string; status: number | null; charged: string | null } = {
    text: '',
    status: null,
    charged: null,
  };
  if (script.client.kind === 'reads' || script.client.kind === 'server_killed_anywhere') played.gate.openForever();
  const timeUp = AbortSignal.timeout(answerMsMax);
  const begun = open(script, played, { dispatcher, signal: AbortSignal.any([leave.signal, timeUp]) });
  try {
    if ('pieces' in script.client) {
      await Promise.race([played.asked, begun.catch(() => undefined)]);
      if (script.client.pieces === 0) {
        acting.isDone = true;
        leave.abort();
      }
      played.gate.open(Math.min(script.client.pieces, piecesOf(script).length));
    }
    const { statusCode, headers, body } = await begun;
    heard.status = statusCode;
    heard.charged = typeof headers['x-charged-microcredits'] === 'string' ? headers['x-charged-microcredits'] : null;
    const decoder = new TextDecoder();
    for await (const bytes of body) {
      heard.text += decoder.decode(bytes, { stream: true });
      acting.isDone ||= act(script, { played, text: heard.text, leave });
    }
  } catch (error) {
    if (timeUp.aborted) throw error;
  } finally {
    await dispatcher.destroy();
  }
  return { seen: seenOf(script, heard), hasActed: acting.isDone };
}

function piecesOf({ upstream }: Script): readonly Piece[] {
  return upstream.kind === 'answer' ? upstream.pieces : [];
}

function open(
  script: Script,
  { url, token, id, question }: Played,
  options: { dispatcher: Agent; signal: AbortSignal },
) {
  const body = JSON.stringify({
    model: 'fake-small',
    messages: [{ role: 'user', content: question }],
    ...(script.isStream ? { stream: true } : {}),
    ...(script.isStream && script.asksForUsage ? { stream_options: { include_usage: true } } : {}),
  });
  return request(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': id },
    body,
    ...options,
  });
}

/** Once as much has come as the script says. Whether it has. */
function act(
  script: Script,
  { played, text, leave }: { readonly played: Played; readonly text: string; readonly leave: AbortController },
): boolean {
  const { client } = script;
  switch (client.kind) {
    case 'reads':
      return false;
    case 'server_killed_anywhere':
      if (Buffer.byteLength(text) < client.bytes) return false;
      played.kill();
      return true;
    case 'leaves':
      if (!hasPieces(script, client.pieces, text)) return false;
      leave.abort();
      return true;
    case 'server_stops':
      if (!hasPieces(script, client.pieces, text)) return false;
      played.stop();
      played.gate.openForever();
      return true;
    case 'server_killed':
      if (!hasPieces(script, client.pieces, text)) return false;
      played.kill();
      return true;
  }
}

/** Beside the pieces stands the event that names the role. An event that says that the answer broke off is no piece of it. */
function hasPieces(script: Script, count: number, text: string): boolean {
  const some = piecesOf(script).slice(0, count);
  const wanted = some.filter(({ kind }) => kind !== 'comment').length + 1;
  const events = text.split(/\r\n\r\n|\n\n/).slice(0, -1);
  const pieces = events.filter((event) => event.startsWith('data: ') && !event.startsWith('data: {"error"'));
  return pieces.length >= wanted;
}

function seenOf(
  { isStream }: Script,
  { text, status, charged }: { readonly text: string; readonly status: number | null; readonly charged: string | null },
): Seen {
  if (status !== 200) return { ...nothingSeen, status };
  if (isStream) return seenInStream(text);
  try {
    return seenWhole(text, charged);
  } catch {
    return nothingSeen;
  }
}

// Tools and their calls as OpenAI's form has them. Pure.
import type { ChatMessage, ChatRequest } from '../../../../../server/contract/hosted/chat-request.ts';
import type { GenerateRequest, ToolRound } from '../../ports.ts';
import { inText } from '../../tool-rounds.ts';
import { hostedToolsMax } from '../../../../preload/contract/tool-limits.ts';

type Offered = NonNullable<GenerateRequest['tools']>['offered'];
type Tools = Pick<ChatRequest, 'tools' | 'tool_choice'>;

/** Calls have ids there, and each answer names the one of its call. They are made anew for each request. */
export function createRoundWriter(): (round: ToolRound) => ChatMessage[] {
  let count = 0;
  return ({ text, calls, results }) => {
    const called = calls.map(({ name, input }) => {
      count += 1;
      const id = `call_${String(count)}`;
      return { id, type: 'function' as const, function: { name: plain(name), arguments: JSON.stringify(input ?? {}) } };
    });
    return [
      { role: 'assistant', content: text === '' ? null : text, tool_calls: called },
      ...called.map(({ id }, at): ChatMessage => ({ role: 'tool', tool_call_id: id, content: inText(results[at]) })),
    ];
  };
}

/** Many services refuse calls in a chat without a word of what could be called, also where nothing can be called any more. */
export function toTools(offered: Offered, rounds: readonly ToolRound[]): Tools {
  if (offered.length > 0) {
    return {
      tools: offered.slice(0, hostedToolsMax).map(({ name, description, inputSchema }) => ({
        type: 'function',
        function: { name, description, parameters: JSON.parse(JSON.stringify(inputSchema)) },
      })),
    };
  }
  const names = new Set(rounds.flatMap(({ calls }) => calls.map(({ name }) => plain(name))));
  if (names.size === 0) return {};
  const parameters = { type: 'object' };
  return {
    tools: [...names].slice(0, hostedToolsMax).map((name) => ({ type: 'function', function: { name, parameters } })),
    tool_choice: 'none',
  };
}

/** Models may make up any name; services take only such. */
function plain(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 64) || 'x';
}

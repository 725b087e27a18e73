// Which tools a chat offers, by what it leaves out.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  isOffered,
  offerOf,
  sumOf,
  withServer,
  withTool,
} from '../../../src/renderer/features/chat/tools/tool-choice.ts';
import type { LeftOutTool, ToolFacts, ToolServer } from '../../../src/preload/contract/tools.ts';
import { sampleServers } from '../../support/core-double/tool-scenarios.ts';

const named = (name: string): ToolServer => {
  const found = sampleServers(0).find((server) => server.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};
const [files, away] = [named('Files'), named('Postgres')];
const tools: readonly ToolFacts[] = files.state.kind === 'ready' ? files.state.tools : [];

test('whatever is ticked in whatever order, the last tick of a tool counts', () => {
  const step = fc.record({ tool: fc.constantFrom(...tools, null), isIn: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const wanted = new Map(tools.map(({ name }) => [name, true]));
      let leftOut: readonly LeftOutTool[] = [];
      for (const { tool, isIn } of steps) {
        leftOut = tool === null ? withServer(leftOut, files, isIn) : withTool(leftOut, files, { tool, isIn });
        for (const { name } of tool === null ? tools : [tool]) wanted.set(name, isIn);
      }
      expect(tools.map((tool) => isOffered(leftOut, files, tool))).toEqual([...wanted.values()]);
      const count = [...wanted.values()].filter(Boolean).length;
      expect(offerOf(leftOut, files)).toBe(count === 0 ? 'none' : count === tools.length ? 'all' : 'some');
      expect(sumOf(leftOut, [files]).tools).toBe(count);
    }),
  );
});

test('a server that is away keeps what was left out of it, whatever is chosen of another', () => {
  const before: readonly LeftOutTool[] = [
    { server: away.id, tool: 'query' },
    { server: files.id, tool: 'one that is away' },
  ];
  const [tool] = tools;
  if (tool === undefined) throw new Error('It has none');
  const after = withTool(before, files, { tool, isIn: false });
  expect(after).toEqual([...before, { server: files.id, tool: tool.name }]);
  expect(withTool(after, files, { tool, isIn: true })).toEqual(before);
  expect(offerOf(withServer(before, away, false), away)).toBe('none');
});

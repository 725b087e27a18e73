// A chat without tools.
import type { ToolBox } from '../../src/main/core/ports.ts';

export const noTools: ToolBox = {
  offered: () => [],
  leftOut: () => [],
  leaveOut: () => undefined,
  isAllowed: () => false,
  allow: () => 'gone',
  call: () => Promise.resolve({ kind: 'gone' }),
};

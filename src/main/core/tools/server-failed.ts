// The one failure of a server of tools, with what the page can be told of it.
import type { ToolServerTrouble } from '../../../preload/contract/tools.ts';

/** How much of what a server said is kept for a person to read. UTF-16 units. */
export const saidMax = 2000;

export class ServerFailed extends Error {
  override readonly name = 'ServerFailed';
  readonly trouble: ToolServerTrouble;

  constructor(trouble: ToolServerTrouble, cause?: unknown) {
    super(trouble.code, { cause });
    this.trouble = trouble;
  }
}

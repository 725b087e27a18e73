// What the person says of a call of a tool.
import type { ToolCallId } from '../../../preload/contract/part.ts';

export type Word = { readonly callId: ToolCallId; readonly decision: 'once' | 'chat' | 'always' | 'refuse' };

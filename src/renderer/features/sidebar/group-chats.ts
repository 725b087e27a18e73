// The chat list in groups by day, as people think of them: today, yesterday, this week, then months.
import type { Words } from '../../../words/words.ts';
import type { ChatSummary } from '../../../preload/contract/message.ts';
import { words } from '../../words.ts';

export type ChatGroup = { readonly name: string; readonly chats: readonly ChatSummary[] };

/** `chats` newest first. The local calendar decides; empty groups do not appear. */
export function groupChats(chats: readonly ChatSummary[], now: number, say: Words = words): readonly ChatGroup[] {
  const groups: { name: string; chats: ChatSummary[] }[] = [];
  for (const chat of chats) {
    const name = groupName(chat.updatedAt, now, say);
    const last = groups.at(-1);
    if (last?.name === name) last.chats.push(chat);
    else groups.push({ name, chats: [chat] });
  }
  return groups;
}

function groupName(at: number, now: number, { formats, sidebar: { groups } }: Words): string {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
  if (days <= 0) return groups.today;
  if (days === 1) return groups.yesterday;
  if (days <= 7) return groups.last7Days;
  if (days <= 30) return groups.last30Days;
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return formats.month(at, isThisYear);
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

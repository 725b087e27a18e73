// The chat list in groups by day, as people think of them: today, yesterday, this week, then months.
import type { ChatSummary } from '../../../preload/contract/message.ts';

export type ChatGroup = { readonly name: string; readonly chats: readonly ChatSummary[] };

/** `chats` newest first. The local calendar decides; empty groups do not appear. */
export function groupChats(chats: readonly ChatSummary[], now: number, locale?: string): readonly ChatGroup[] {
  const groups: { name: string; chats: ChatSummary[] }[] = [];
  for (const chat of chats) {
    const name = groupName(chat.updatedAt, now, locale);
    const last = groups.at(-1);
    if (last?.name === name) last.chats.push(chat);
    else groups.push({ name, chats: [chat] });
  }
  return groups;
}

function groupName(at: number, now: number, locale: string | undefined): string {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days <= 7) return 'Last 7 days';
  if (days <= 30) return 'Last 30 days';
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(locale, { month: 'long', ...(isThisYear ? {} : { year: 'numeric' }) }).format(at);
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

// The store with its decisions counted. A decision may be made several times; it is counted once, when what it wrote is on the disk.
import type { HoldRecord } from '../domain/holds/hold.ts';
import type { HoldWrite, ReserveWrite } from '../storage/holds/hold-store.ts';
import type { Storage } from '../storage/storage.ts';
import type { Clock } from '../lib/clock.ts';
import type { Figures, HoldEnd } from './figures.ts';

export function watchStorage(storage: Storage, figures: Figures, clock: Clock): Storage {
  return {
    ...storage,
    async reserveHold(ask, decide) {
      const last: { write: ReserveWrite | null } = { write: null };
      const answer = await storage.reserveHold(ask, (seen) => {
        const decided = decide(seen);
        last.write = decided.write;
        return decided;
      });
      if (last.write?.kind === 'hold') noteOpened(figures, last.write.hold);
      return answer;
    },
    async endHold(id, decide, about) {
      const last: { write: HoldWrite | null } = { write: null };
      const answer = await storage.endHold(
        id,
        (seen) => {
          const decided = decide(seen);
          last.write = decided.write;
          return decided;
        },
        about,
      );
      if (last.write !== null) noteEnded(figures, last.write);
      return answer;
    },
    async audit(asked) {
      const report = await storage.audit(asked);
      figures.auditFindings.set({ of: 'money' }, report.findings.length);
      figures.auditFindings.set({ of: 'plans' }, report.planFindings.length);
      figures.auditedAt.set((report.endedAt ?? clock.now()) / 1000);
      return report;
    },
  };
}

function noteOpened({ holdsOpened }: Figures, { venue, payer }: HoldRecord): void {
  holdsOpened.inc({ venue, payer: payer.kind });
}

/** A hold that is kept open for longer is written too, and has not ended. */
function noteEnded(figures: Figures, { hold, overdraft }: HoldWrite): void {
  if (hold.state === 'held') return;
  const { venue, state, usage } = hold;
  const end: HoldEnd = state === 'captured' && overdraft !== null ? 'overdraft' : state;
  figures.holdsEnded.inc({ end, venue });
  if (state !== 'captured') return;
  const payer = hold.payer.kind;
  figures.charged.inc({ payer, venue }, payer === 'wallet' ? hold.captured : hold.worth);
  const { promptTokens: prompt, completionTokens: completion, cachedTokens = 0, reasoningTokens = 0 } = usage;
  const tokens = { prompt, completion, cached: cachedTokens, reasoning: reasoningTokens };
  for (const [kind, count] of Object.entries(tokens)) if (count > 0) figures.tokens.inc({ venue, kind }, count);
}

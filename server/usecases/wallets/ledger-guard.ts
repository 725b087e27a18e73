// Remembers whether the last audit found the sums right; while it did not, nothing is granted and nothing is credited.
import type { UsecaseDeps } from '../usecase-deps.ts';
import type { Usecases } from '../usecases.ts';

export type LedgerGuard = {
  /** Audits now, and keeps the result. */
  audit: Usecases['operator']['audit'];
  /** The last audit's word; audits first where there was none. */
  isSound(): Promise<boolean>;
};

export function createLedgerGuard({ storage, log }: UsecaseDeps): LedgerGuard {
  const last: { audit: Awaited<ReturnType<LedgerGuard['audit']>> | null } = { audit: null };

  async function audit(): ReturnType<LedgerGuard['audit']> {
    const report = await storage.audit();
    const { findings, planFindings, entries, wallets } = report;
    const result = { ...report, isSound: findings.length === 0 };
    if (planFindings.length > 0) log.error({ findings: planFindings }, 'plans count otherwise than their holds');
    if (!result.isSound) log.error({ findings, entries, wallets }, 'the ledger is not sound; nothing is granted');
    if (report.isLogMissing && last.audit === null)
      log.warn(
        {},
        'the database file was copied while it was in use and without its log; its newest bookings are missing',
      );
    last.audit = result;
    return result;
  }

  return { audit, isSound: async () => (last.audit ?? (await audit())).isSound };
}

// Remembers whether the last audit found the sums right; while it did not, nothing is granted and nothing is credited.
import type { AuditAsked, AuditReport, Upkeep } from '../../storage/upkeep.ts';
import type { Log } from '../../lib/log.ts';
import type { UsecaseConfig } from '../usecase-config.ts';

type Audited = AuditReport & {
  /** Nothing was found wrong with the money; what was found of plans does not count. */
  readonly isSound: boolean;
};

export type LedgerGuard = {
  /** Audits now, over the whole ledger, unless `asked` lets what another node has found stand for it, and keeps the result. */
  audit(asked?: AuditAsked): Promise<Audited>;
  /** The last audit's word; audits first where there was none. */
  isSound(): Promise<boolean>;
};

export function createLedgerGuard({
  storage,
  log,
  config,
}: {
  readonly storage: Pick<Upkeep, 'audit'>;
  readonly log: Log;
  readonly config: Pick<UsecaseConfig, 'auditEveryMs'>;
}): LedgerGuard {
  const last: { audit: Audited | null } = { audit: null };

  async function audit(asked?: AuditAsked): Promise<Audited> {
    const report = await storage.audit(asked);
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

  return { audit, isSound: async () => (last.audit ?? (await audit({ everyMs: config.auditEveryMs }))).isSound };
}

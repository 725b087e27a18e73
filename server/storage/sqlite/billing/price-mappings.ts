// The statements of the prices that plans are sold at.
import type { PriceMapping } from '../../../domain/billing/subscription.ts';
import type { MappingWrite } from '../../billing/billing-store.ts';
import type { Connection } from '../connection.ts';
import { type MappingRow, mappingChanges, mappingColumns, mappingValues, toMapping } from '../../rows/mapping-rows.ts';

export type PriceMappings = {
  /** In the order in which they were made. */
  all(): readonly PriceMapping[];
  write(write: MappingWrite): void;
};

export function preparePriceMappings(db: Connection): PriceMappings {
  const all = db.prepare<[], MappingRow>('SELECT * FROM price_mappings ORDER BY seq');
  const put = db.prepare(
    `INSERT INTO price_mappings (${mappingColumns})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ${mappingChanges}`,
  );
  const remove = db.prepare('DELETE FROM price_mappings WHERE id = ?');

  return {
    all: () => all.all().map(toMapping),
    write(write) {
      if (write.kind === 'remove') {
        remove.run(write.id);
        return;
      }
      put.run(...mappingValues(write.mapping));
    },
  };
}

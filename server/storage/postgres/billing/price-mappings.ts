// The statements of the prices that plans are sold at.
import type { PriceMapping } from '../../../domain/billing/subscription.ts';
import type { MappingWrite } from '../../billing/billing-store.ts';
import { mappingChanges, mappingColumns, type MappingRow, mappingValues, toMapping } from '../../rows/mapping-rows.ts';
import { placesFor, sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';

const all = sql<MappingRow>('SELECT * FROM price_mappings ORDER BY seq');
const put = sql(
  `INSERT INTO price_mappings (${mappingColumns}) VALUES (${placesFor(mappingColumns)}) ${mappingChanges}`,
);
const remove = sql('DELETE FROM price_mappings WHERE id = $1');

/** In the order in which they were made. */
export async function allMappings(tx: Transaction): Promise<readonly PriceMapping[]> {
  return (await tx.all(all)).map(toMapping);
}

export async function writeMapping(tx: Transaction, write: MappingWrite): Promise<void> {
  if (write.kind === 'remove') await tx.run(remove, [write.id]);
  else await tx.run(put, mappingValues(write.mapping));
}

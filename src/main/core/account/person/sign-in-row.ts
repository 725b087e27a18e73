// Who is signed in at one server, in the database: a name that is a hash, where the session is kept, and who pays.
import { z } from 'zod';
import { PayerChoice } from '../../../../preload/contract/person.ts';
import type { WritableDb } from '../../store/db.ts';

const Ended = z.enum(['revoked', 'ran_out', 'restarted', 'lost']);
export type Ended = z.infer<typeof Ended>;

const Row = z
  .object({
    person_id: z.string(),
    place: z.enum(['keychain', 'memory']).nullable(),
    ended: Ended.nullable(),
    payer: PayerChoice,
  })
  .transform(({ person_id: personId, ...row }) => ({ personId, ...row }));
export type SignInRow = z.infer<typeof Row>;

export type SignInRows = {
  read(): SignInRow | null;
  /** Somebody has signed in, and pays from now on. */
  begun(personId: string, place: 'keychain' | 'memory'): void;
  moved(place: 'keychain' | 'memory'): void;
  ended(reason: Ended): void;
  payWith(payer: PayerChoice): void;
  forget(): void;
};

export function createSignInRows(db: WritableDb, origin: string): SignInRows {
  const change = (sql: string, params: Record<string, string | null> = {}): void =>
    void db.transact('durable', () => db.run(sql, { ...params, origin }));
  return {
    read: () => db.get(Row, 'SELECT * FROM sign_ins WHERE origin = @origin', { origin }),
    begun: (personId, place) =>
      change(
        `INSERT INTO sign_ins (origin, person_id, place, payer) VALUES (@origin, @personId, @place, 'account')
         ON CONFLICT (origin) DO UPDATE SET person_id = excluded.person_id, place = excluded.place, ended = NULL,
           payer = 'account'`,
        { personId, place },
      ),
    moved: (place) => change('UPDATE sign_ins SET place = @place WHERE origin = @origin AND ended IS NULL', { place }),
    ended: (reason) =>
      change('UPDATE sign_ins SET place = NULL, ended = @reason WHERE origin = @origin AND ended IS NULL', { reason }),
    payWith: (payer) => change('UPDATE sign_ins SET payer = @payer WHERE origin = @origin', { payer }),
    forget: () => change('DELETE FROM sign_ins WHERE origin = @origin'),
  };
}

// What the statements of the capabilities run on: one transaction, of a command or of a read.
import type { ClientBase } from 'pg';
import type { Cell } from '../rows/cell.ts';
import type { Statement } from './statement.ts';

/** Arrays are for `unnest` and `= ANY`. */
export type Value = Cell | readonly Cell[];

export type Transaction = {
  all<Row>(statement: Statement<Row>, values?: readonly Value[]): Promise<readonly Row[]>;
  one<Row>(statement: Statement<Row>, values?: readonly Value[]): Promise<Row | undefined>;
  /** How many rows it wrote. */
  run(statement: Statement<never>, values?: readonly Value[]): Promise<number>;
};

/** Statements that are asked for in one turn go to the server together, and are answered in their order. */
export function transactionOn(client: ClientBase): Transaction {
  const ask = <Row>({ name, text }: Statement<Row>, values: readonly Value[]) =>
    client.query<Row & object>({ name, text, values: [...values] });
  return {
    async all(statement, values = []) {
      return (await ask(statement, values)).rows;
    },
    async one(statement, values = []) {
      return (await ask(statement, values)).rows[0];
    },
    async run(statement, values = []) {
      return (await ask(statement, values)).rowCount ?? 0;
    },
  };
}

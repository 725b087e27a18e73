// What the statements of the capabilities run on: one transaction, of a command or of a read.
import type { ClientBase } from 'pg';
import type { News } from '../nodes/newsroom.ts';
import type { Cell } from '../rows/cell.ts';
import type { Statement } from './statement.ts';

/** Arrays are for `unnest` and `= ANY`. */
export type Value = Cell | readonly Cell[];

export type Statements = {
  all<Row>(statement: Statement<Row>, values?: readonly Value[]): Promise<readonly Row[]>;
  one<Row>(statement: Statement<Row>, values?: readonly Value[]): Promise<Row | undefined>;
  /** How many rows it wrote. */
  run(statement: Statement<never>, values?: readonly Value[]): Promise<number>;
};

/** Asks for statements whose values are there already. */
export type Send = () => Promise<unknown>;

export type Transaction = Statements & {
  /**
   * Writes in the turn in which the command is committed, and so costs no way of its own. `write` only sends: it asks for all its
   * statements before it waits for anything, and their values are there before it is called, so that what cannot be put together fails
   * while the command is decided. The statements are such as fail in the database where anything is not as it should be: nobody looks at
   * their answers before the commit. Should it fail before the commit is sent all the same, the command is rolled back.
   */
  atEnd(write: Send): void;
  /** All nodes hear of it once this is committed, or of nothing where it never is. */
  tell(news: News): void;
};

/** Statements that are asked for in one turn go to the server together, and are answered in their order. */
export function statementsOn(client: ClientBase): Statements {
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

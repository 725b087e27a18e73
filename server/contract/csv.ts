// A list of the API in the form of a CSV file: which list of the answer, and in which columns.
import { z } from 'zod';

/** `?format=csv` asks for the whole list as a file, `limit` and `cursor` left out. */
export const Format = z.enum(['json', 'csv']).default('json');

/** A number stays a number, with a minus where it is negative; a text is never read as a formula; null is an empty cell. */
export type CsvCell = string | number | null;

export type CsvForm = {
  /** The file's name, without what names the account in it. */
  readonly file: string;
  /** The first row; where it depends on what was asked for, made from the first page. */
  headerOf(answer: unknown): readonly string[];
  /** One page of the route's JSON answer as rows, and where the next page begins; null: it was the last. */
  pageOf(answer: unknown): { readonly rows: readonly (readonly CsvCell[])[]; readonly nextCursor: string | null };
};

type CsvSpec<Row extends z.ZodType> = {
  readonly file: string;
  /** The list's name in the JSON answer. */
  readonly list: string;
  readonly row: Row;
  readonly columns: Readonly<Record<string, (row: z.output<Row>) => CsvCell>>;
};

export function csvForm<Row extends z.ZodType>({ file, list, row, columns }: CsvSpec<Row>): CsvForm {
  const Page = z.looseObject({ next_cursor: z.string().nullable() });
  const Rows = z.array(row);
  return {
    file,
    headerOf: () => Object.keys(columns),
    pageOf(answer) {
      const page = Page.parse(answer);
      const rows = Rows.parse(page[list]).map((one) => Object.values(columns).map((cell) => cell(one)));
      return { rows, nextCursor: page.next_cursor };
    },
  };
}

type ReportSpec<Report extends z.ZodType> = {
  readonly file: string;
  readonly report: Report;
  readonly header: (report: z.output<Report>) => readonly string[];
  readonly rows: (report: z.output<Report>) => readonly (readonly CsvCell[])[];
};

/** A file that is made from one answer, which is all of it. */
export function csvReport<Report extends z.ZodType>({ file, report, header, rows }: ReportSpec<Report>): CsvForm {
  return {
    file,
    headerOf: (answer) => header(report.parse(answer)),
    pageOf: (answer) => ({ rows: rows(report.parse(answer)), nextCursor: null }),
  };
}

/** Epoch milliseconds as ISO 8601 in UTC. */
export function isoTime(at: number): string {
  return new Date(at).toISOString();
}

// Answers a list as a CSV file: the whole list, asked for page by page from the very handler that answers it as JSON, so that
// no more than a page of it is in memory, whatever its length.
import { addAbortSignal, Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AnyProcedure } from '@orpc/server';
import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { z } from 'zod';
import type { CsvForm } from '../contract/csv.ts';
import { csvLines } from '../lib/csv.ts';
import { callProcedure } from './json-procedure.ts';
import { type Refusal, refusal } from './problem.ts';

export type CsvLimits = {
  /** Files that may be under way at the same time, for all callers together. */
  readonly atOnce: number;
  /** A file that takes longer is cut off, so that a client which stops reading frees its place. */
  readonly lifetimeMs: number;
};

/** `form` says which list and which columns. */
export type CsvAnswers = (procedure: AnyProcedure, form: CsvForm) => RouteHandlerMethod;

const defaultCsvLimits: CsvLimits = { atOnce: 4, lifetimeMs: 10 * 60_000 };
const rowsPerPage = 200;

export function createCsvAnswers(limits: CsvLimits = defaultCsvLimits): CsvAnswers {
  const state = { underWay: 0 };
  const leave = (): void => {
    state.underWay -= 1;
  };
  return (procedure, form) => async (request, reply) => {
    const ask = asking(procedure, { request, reply });
    if (state.underWay >= limits.atOnce) throw tooMany();
    state.underWay += 1;
    // The first page comes before the headers, so that a no is a problem document and not the beginning of a file.
    const first = await firstPage(form, ask).catch((refused: unknown) => {
      leave();
      throw refused;
    });
    const file = Readable.from(request.isHead ? [] : textOf(form, first, ask), { highWaterMark: 1 });
    file.once('close', leave);
    addAbortSignal(AbortSignal.timeout(limits.lifetimeMs), file);
    return reply
      .header('content-type', 'text/csv; charset=utf-8; header=present')
      .header('content-disposition', `attachment; filename="${fileName(form, request)}"`)
      .header('cache-control', 'no-store')
      .send(file);
  };
}

export function asksForCsv({ query }: FastifyRequest): boolean {
  return Query.safeParse(query).data?.format === 'csv';
}

type AskPage = (cursor: string | null) => Promise<unknown>;
type CsvPage = ReturnType<CsvForm['pageOf']>;
type FirstPage = CsvPage & { readonly header: readonly string[] };

async function firstPage(form: CsvForm, ask: AskPage): Promise<FirstPage> {
  const answer = await ask(null);
  return { ...form.pageOf(answer), header: form.headerOf(answer) };
}

/** New entries do not move the pages, so the file is the list as it was when the first page was read. */
async function* textOf(form: CsvForm, first: FirstPage, ask: AskPage): AsyncGenerator<string, void, void> {
  yield csvLines([first.header, ...first.rows]);
  for (let cursor = first.nextCursor; cursor !== null;) {
    // Other requests are answered between two pages, also where the client reads faster than the store.
    await nextTurn();
    const page: CsvPage = form.pageOf(await ask(cursor));
    yield csvLines(page.rows);
    cursor = page.nextCursor;
  }
}

const Query = z.looseObject({
  format: z.unknown().optional(),
  limit: z.unknown().optional(),
  cursor: z.unknown().optional(),
});
const Params = z.record(z.string(), z.string());

function asking(
  procedure: AnyProcedure,
  context: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): AskPage {
  const { limit, cursor: given, ...query } = Query.parse(context.request.query);
  if (limit !== undefined || given !== undefined) throw refusal('invalid_request', { reason: 'csv_is_whole' });
  const params = Params.parse(context.request.params);
  return (cursor) =>
    callProcedure(
      procedure,
      { ...query, ...params, limit: rowsPerPage, ...(cursor === null ? {} : { cursor }) },
      context,
    );
}

/** With the parameters of the address, which the contract has checked by now: letters, digits and hyphens. */
function fileName({ file }: CsvForm, { params }: FastifyRequest): string {
  return `${[file, ...Object.values(Params.parse(params))].join('-')}.csv`;
}

function tooMany(): Refusal {
  return refusal('overloaded', { reason: 'downloads', retry_after_s: 60 });
}

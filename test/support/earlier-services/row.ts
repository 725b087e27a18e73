// One request of a program that was written for an earlier service, and what it looks for in the answer.
import { expect } from 'vitest';

export const key = 'the key of the operator';

export type Sender = { readonly as?: string; readonly headers?: Readonly<Record<string, string>> };
export type Row = {
  /** Method and address; `{name}` stands for what an earlier row kept. */
  readonly ask: string;
  readonly body?: object;
  /** Left out: the operator. */
  readonly by?: Sender;
  readonly status: number;
  /** Of the answer: a part of its JSON, or what its text matches. */
  readonly fields?: object | RegExp;
  readonly headers?: Readonly<Record<string, unknown>>;
  /** Name and place of what later rows need. */
  readonly keep?: Readonly<Record<string, string>>;
};

export const operator: Sender = { headers: { 'x-api-key': key } };
export const person = (id: string, more: Readonly<Record<string, string>> = {}): Sender => ({
  headers: { 'x-user-id': id, ...more },
});
export const request_id = expect.any(String);
export const text = expect.any(String);

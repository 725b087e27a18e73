// An answer that was to have a form: as data, and whether it has that form. Pure.
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import type { Part } from '../../../preload/contract/part.ts';
import { textOf } from '../../../preload/contract/parts.ts';
import { words } from '../../words.ts';

/** null: no form was asked for, or it is not known yet. */
export function sayForm({ notes }: Pick<AnswerMessage, 'notes'>): string | null {
  const said = words.parameters.outcome;
  for (const note of notes) {
    if (note.kind !== 'structured') continue;
    if (note.outcome === 'differs') return said.differs(note.where);
    return note.outcome === 'fits' ? said.fits : said.notJson;
  }
  return null;
}

/** JSON as a block of code, its lines broken; everything else as it is. */
export function shownParts({ parts, notes }: Pick<AnswerMessage, 'parts' | 'notes'>): readonly Part[] {
  const isJson = notes.some((note) => note.kind === 'structured' && note.outcome !== 'not_json');
  if (!isJson) return parts;
  return [...parts.filter(({ kind }) => kind !== 'text'), { kind: 'text', text: asBlock(textOf(parts)) }];
}

function asBlock(json: string): string {
  const fence = '`'.repeat(Math.max(3, ...[...json.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${fence}json\n${JSON.stringify(JSON.parse(json), null, 2)}\n${fence}`;
}

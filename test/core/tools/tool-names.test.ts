// Names of tools for models: always ones that models take, never two alike.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { namesForModels } from '../../../src/main/core/tools/tool-names.ts';

const word = fc.oneof(
  fc.string({ maxLength: 120 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('a', 'b', 'ä', '工具'),
);

it('they fit every model, each once, and are the same for the same list', () => {
  const named = fc.record({ server: word, tool: word });
  fc.assert(
    fc.property(fc.array(named, { maxLength: 40 }), (all) => {
      const names = namesForModels(all);
      expect(names).toHaveLength(all.length);
      expect(new Set(names).size).toBe(all.length);
      for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
      expect(namesForModels(all)).toEqual(names);
    }),
  );
});

it.each([
  ['Files', 'read_file', 'Files__read_file'],
  ['Übung 1', 'lese Datei', 'Ubung_1__lese_Datei'],
  ['工具', 'get', 'x__get'],
])('%s and %s make %s', (server, tool, name) => {
  expect(namesForModels([{ server, tool }])).toEqual([name]);
});

it('the second of two that would be alike has a number', () => {
  const long = { server: 's'.repeat(60), tool: 'tool-one' };
  const names = namesForModels([{ server: 'a b', tool: 'c' }, { server: 'a.b', tool: 'c' }, long, long]);
  expect(names).toEqual(['a_b__c', 'a_b__c_2', `${'s'.repeat(60)}__to`, `${'s'.repeat(60)}___2`]);
});

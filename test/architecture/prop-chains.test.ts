// No prop goes through more than two components that do not use it: what is needed further down comes as a child or from a context.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { componentSources, longPropChains } from '../support/prop-chains.ts';

const root = join(import.meta.dirname, '../..');
const mostInARow = 2;

test('no prop of the page goes through more than two components that do not use it', () => {
  const sources = componentSources(join(root, 'src/renderer'));
  expect(sources.length).toBeGreaterThan(60);
  expect(longPropChains(sources, mostInARow)).toEqual([]);
});

test('a chain of three is found, also where a closure or another file passes the prop on', () => {
  const sources = [
    'export function A({ onBuy }: Props) { return <B onBuy={onBuy} />; }',
    'function B({ onBuy }: Props) { return <p><C onChoose={() => onBuy()} /></p>; }\nconst C = memo(function C({ onChoose }: Props) { return <D onClick={onChoose} />; });',
    'function D({ onClick }: Props) { useEffect(() => onClick()); return <E onClick={onClick} />; }',
  ];
  expect(longPropChains(sources, mostInARow)).toEqual(['A.onBuy → B.onBuy → C.onChoose']);
  expect(longPropChains(sources.slice(1), mostInARow)).toEqual([]);
});

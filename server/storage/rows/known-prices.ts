// Prices as they are written in a hold's row. There are few price rules, and every hold writes or reads one of them.
import { LRUCache } from 'lru-cache';
import type { Price } from '../../domain/holds/price.ts';
import { readPrice, toStoredPrice } from './stored-price.ts';

export type KnownPrices = { text(price: Price): string; read(column: string): Price };

const pricesMax = 256;

export function knowPrices(): KnownPrices {
  const texts = new WeakMap<Price, string>();
  const read = new LRUCache<string, Price>({ max: pricesMax });
  return {
    text(price) {
      const known = texts.get(price);
      if (known !== undefined) return known;
      const text = JSON.stringify(toStoredPrice(price));
      texts.set(price, text);
      return text;
    },
    read(column) {
      const known = read.get(column);
      if (known !== undefined) return known;
      const price = readPrice(JSON.parse(column));
      read.set(column, price);
      return price;
    },
  };
}

// What a purchase is called on a provider’s own page, in the operator’s language.
import type { Language } from './language.ts';

/** `order`: the end of the order’s id, by which a buyer and an operator find it. */
export type PurchaseName = (order: string) => string;

export const purchaseNames: Readonly<Record<Language, PurchaseName>> = {
  en: (order) => `Credits, order ${order}`,
  de: (order) => `Guthaben, Bestellung ${order}`,
  it: (order) => `Crediti, ordine ${order}`,
  zh: (order) => `点数，订单 ${order}`,
};

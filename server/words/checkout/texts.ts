// The checkout page's words in every language that it speaks; the compiler sees to it that none is missing.
import type { Language } from '../language.ts';
import type { CheckoutTexts } from './checkout-texts.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { it } from './it.ts';
import { zh } from './zh.ts';

export const checkoutTexts: Readonly<Record<Language, CheckoutTexts>> = { en, it, de, zh };

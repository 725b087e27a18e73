// The companion server's whole HTTP API as one value; server, client and OpenAPI file are derived from it.
import { config, dev, health } from './config.ts';
import { deadLetters } from './dead-letters.ts';
import { holds } from './holds.ts';
import { orders, payments } from './orders.ts';
import { plans } from './plans.ts';
import { pro } from './pro.ts';
import { refunds } from './refunds.ts';
import { suspense } from './suspense.ts';
import { wallet, wallets } from './wallets.ts';

export const serverContract = {
  config,
  deadLetters,
  dev,
  health,
  holds,
  orders,
  payments,
  plans,
  pro,
  refunds,
  suspense,
  wallet,
  wallets,
};

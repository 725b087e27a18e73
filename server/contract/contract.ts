// The companion server's whole HTTP API as one value; server, client and OpenAPI file are derived from it.
import { config, dev, health } from './config.ts';
import { holds } from './holds.ts';
import { orders, payments, pro } from './orders.ts';
import { plans } from './plans.ts';
import { wallet, wallets } from './wallets.ts';

export const serverContract = { config, dev, health, holds, orders, payments, plans, pro, wallet, wallets };

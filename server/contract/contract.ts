// The companion server's whole HTTP API as one value; server, client and OpenAPI file are derived from it.
import { apiKeys, ownKeys, teamKeys } from './keys/api-keys.ts';
import { billing } from './billing/billing.ts';
import { subscription } from './billing/subscribing.ts';
import { config, dev, health, root } from './config.ts';
import { deadLetters } from './letters/dead-letters.ts';
import { gate } from './gate/gate.ts';
import { holds } from './holds/holds.ts';
import { hosted } from './hosted/hosted.ts';
import { orders, payments } from './orders/orders.ts';
import { plans } from './plans/plans.ts';
import { prices } from './prices/prices.ts';
import { pro } from './wallets/pro.ts';
import { refunds } from './refunds/refunds.ts';
import { reports } from './reports/reports.ts';
import { suspense } from './suspense/suspense.ts';
import { ownTeam, teams } from './teams/teams.ts';
import { me } from './wallets/me.ts';
import { wallet, wallets } from './wallets/wallets.ts';

export const serverContract = {
  billing,
  apiKeys,
  config,
  deadLetters,
  dev,
  gate,
  health,
  holds,
  me,
  hosted,
  orders,
  ownKeys,
  ownTeam,
  payments,
  plans,
  prices,
  pro,
  refunds,
  subscription,
  reports,
  root,
  suspense,
  teamKeys,
  teams,
  wallet,
  wallets,
};

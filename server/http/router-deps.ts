// What the handlers are given, and the contract as oRPC wants it implemented.
import { implement } from '@orpc/server';
import { serverContract } from '../contract/contract.ts';
import type { Limits } from '../storage/limits/limit-store.ts';
import type { SettingsWatch } from '../storage/nodes/watch-settings.ts';
import type { Usecases } from '../usecases/create-usecases.ts';
import type { HttpSettings } from './http-settings.ts';
import type { Leaving } from './leaving.ts';
import type { OperatorKey } from './operator.ts';
import type { Readiness } from './readiness.ts';
import type { RequestContext } from './request.ts';
import type { Streams } from './streams.ts';

export type RouterDeps = {
  readonly usecases: Usecases;
  readonly settings: HttpSettings;
  readonly streams: Streams;
  readonly readiness: Readiness;
  readonly limits: Pick<Limits, 'standing'>;
  readonly agreement: Pick<SettingsWatch, 'standing'>;
  readonly operatorKey: OperatorKey;
  readonly leaving: Pick<Leaving, 'hasBegun'>;
};

export type ContractImplementer = ReturnType<typeof implementContract>;

export function implementContract() {
  return implement(serverContract).$context<RequestContext>();
}

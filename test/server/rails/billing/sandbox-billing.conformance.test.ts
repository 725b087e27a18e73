import { billingConformance } from './billing-conformance.ts';
import { openSandboxWorld } from './sandbox-world.ts';

billingConformance('the sandbox', openSandboxWorld);

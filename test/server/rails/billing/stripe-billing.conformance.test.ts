import { billingConformance } from './billing-conformance.ts';
import { openStripeWorld } from './stripe-world.ts';

billingConformance('Stripe', openStripeWorld);

// BTCPay Server's JSON, field by field, as its Greenfield API answers.
import { paidOf, type SimInvoice } from './invoices.ts';

const rate = 64_000;

export function invoiceJson(invoice: SimInvoice, at: { readonly storeId: string; readonly url: string }) {
  return {
    id: invoice.id,
    storeId: at.storeId,
    amount: invoice.amount,
    paidAmount: String(paidOf(invoice)),
    currency: invoice.currency,
    type: 'Standard',
    checkoutLink: `${at.url}/i/${invoice.id}`,
    createdTime: invoice.createdTime,
    expirationTime: invoice.expirationTime,
    monitoringExpiration: invoice.monitoringExpiration,
    status: invoice.status,
    additionalStatus: invoice.additionalStatus,
    availableStatusesForManualMarking: ['Settled', 'Invalid'],
    archived: false,
    metadata: { orderId: invoice.orderId },
    checkout: {
      speedPolicy: 'MediumSpeed',
      paymentMethods: ['BTC-LN', 'BTC-CHAIN'],
      expirationMinutes: 15,
      monitoringMinutes: 1440,
      paymentTolerance: 0.0,
    },
  };
}

export function methodsJson(invoice: SimInvoice) {
  const amount = (Number(invoice.amount) / rate).toFixed(8);
  const due = ((Number(invoice.amount) - paidOf(invoice)) / rate).toFixed(8);
  const base = { currency: 'BTC', rate: String(rate), totalPaid: (paidOf(invoice) / rate).toFixed(8), due, amount };
  const address = `bcrt1q${invoice.id.toLowerCase()}`;
  // An invoice of Lightning's is for one sum, so each part that comes in brings another.
  const part = invoice.payments.length === 0 ? '' : `part${invoice.payments.length}`;
  const bolt11 = `lnbcrt31u1p${invoice.id.toLowerCase()}${part}`;
  return [
    {
      paymentMethodId: 'BTC-CHAIN',
      destination: address,
      paymentLink: `bitcoin:${address}?amount=${due}`,
      paymentMethodPaid: base.totalPaid,
      paymentMethodFee: '0',
      payments: invoice.payments.map(({ value, status }, index) => ({
        id: `${invoice.id}-${index}`,
        receivedDate: invoice.createdTime,
        value: (value / rate).toFixed(8),
        fee: '0.0',
        status,
        destination: address,
      })),
      activated: true,
      additionalData: { keyPath: '0/1', payjoinEnabled: false },
      ...base,
    },
    {
      paymentMethodId: 'BTC-LN',
      destination: bolt11,
      paymentLink: `lightning:${bolt11}`,
      paymentMethodPaid: '0',
      paymentMethodFee: '0',
      payments: [],
      activated: true,
      additionalData: {},
      ...base,
    },
  ];
}

export const refusals = {
  unauthenticated: {
    status: 401,
    body: { code: 'unauthenticated', message: 'Authentication is required for accessing this endpoint' },
  },
  unknownInvoice: { status: 404, body: { code: 'invoice-not-found', message: 'The invoice was not found' } },
  unknownPull: { status: 404, body: { code: 'pullpayment-not-found', message: 'The pull payment was not found' } },
  unknownStore: { status: 404, body: { code: 'store-not-found', message: 'The store was not found' } },
  unknownPath: { status: 404, body: '' },
  notRefundable: { status: 400, body: { code: 'non-refundable', message: 'Cannot refund this invoice' } },
  forbidden: (permission: string) => ({
    status: 403,
    body: { code: 'missing-permission', message: `Insufficient API Permissions.`, missingPermission: permission },
  }),
  invalid: (path: string, message: string) => ({ status: 422, body: [{ path, message }] }),
} as const;

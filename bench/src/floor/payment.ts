/** A payment as the floor's topic holds it. */
export interface Payment {
  /** A UUID that the client chose: the key by which a duplicate is known. */
  id: string;
  book: string;
  debit: string;
  credit: string;
  amount: string;
  currency: string;
  description?: string;
}

export type PaymentRequest = Omit<Payment, 'id' | 'book'>;

/** JSON Schema of a request, for ajv. */
export const paymentRequestSchema = {
  type: 'object',
  required: ['debit', 'credit', 'amount', 'currency'],
  additionalProperties: false,
  properties: {
    debit: { type: 'string', minLength: 1, maxLength: 200 },
    credit: { type: 'string', minLength: 1, maxLength: 200 },
    amount: { type: 'string', pattern: '^[1-9][0-9]{0,17}$' },
    currency: { type: 'string', pattern: '^[A-Z]{3}$' },
    description: { type: 'string', maxLength: 500 },
  },
} as const;

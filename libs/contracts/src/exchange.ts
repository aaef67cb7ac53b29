import { Amount, Balance, Currency, Rate, Words } from './field';

/**
 * What a rate made of an amount that was sold, in minor units of each currency. Nothing is lost between the two:
 * exact = bought + residue + rounded_off, always.
 */
export class Exchange {
  /** As it was given. */
  @Rate() rate!: string;
  @Amount() sold!: string;
  @Currency() sold_currency!: string;
  /** What came in. */
  @Amount() bought!: string;
  @Currency() bought_currency!: string;
  /** What the rate makes of what was sold: a decimal of minor units, before anything is rounded. */
  @Words() exact!: string;
  /** What no account can hold: the part of a minor unit that was rounded off, half to even; negative when rounded up. */
  @Words() rounded_off!: string;
  /** Whole minor units that less came in than the rounded result, debited to the rounding account; negative for more, credited. */
  @Balance() residue!: string;
}

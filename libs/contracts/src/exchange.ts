import { Amount, Balance, Currency, Described, Rate, Words } from './field';

/**
 * What a rate made of an amount that was sold, in minor units of each currency. Nothing is lost between the two:
 * exact = bought + residue + rounded_off, always.
 */
export class Exchange {
  @Described('As it was given') @Rate() rate!: string;
  @Amount() sold!: string;
  @Currency() sold_currency!: string;
  @Described('What came in') @Amount() bought!: string;
  @Currency() bought_currency!: string;
  @Described('What the rate makes of what was sold: a decimal of minor units, before anything is rounded')
  @Words()
  exact!: string;
  @Described('The part of a minor unit that was rounded off, half to even; negative where it was rounded up')
  @Words()
  rounded_off!: string;
  @Described(
    'The rounded result less what came in: debited to the rounding account, or credited where negative',
  )
  @Balance()
  residue!: string;
}

import { AccountName, Amount, Currency, Described, Optional, Rate } from './field';
import { MovementRequest } from './journal-entry';

/**
 * POST /v1/books/{book}/fx-transfers, and the body of `fx-transfer.requested.v1`: `sold` leaves `credit` in one currency, and
 * what it is worth at `rate` comes into `debit` in another. Each currency goes through a trading account of its own.
 */
export class FxTransferRequest extends MovementRequest {
  @Described('The account that gives, in the currency sold') @AccountName() credit!: string;
  @Amount() sold!: string;
  @Currency() sold_currency!: string;
  @Described('The account that receives, in the currency bought') @AccountName() debit!: string;
  @Currency() bought_currency!: string;
  @Described(
    'Major units of the currency bought for one of the currency sold, with all digits that are known',
  )
  @Rate()
  rate!: string;
  @Optional()
  @Described(
    'What really came in, within what the last digit of the rate leaves open; its result unless given',
  )
  @Amount()
  bought?: string;
  @Described('Takes what is sold') @AccountName() trading_sold!: string;
  @Described('Gives what the rate makes of it') @AccountName() trading_bought!: string;
  @Described('Takes what came in less or more, where something did; in the currency bought')
  @AccountName()
  rounding!: string;
}

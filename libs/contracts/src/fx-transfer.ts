import { AccountName, Amount, Currency, Optional, Rate } from './field';
import { MovementRequest } from './journal-entry';

/**
 * POST /v1/books/{book}/fx-transfers, and the body of `fx-transfer.requested.v1`: `sold` leaves `credit` in one currency, and
 * what it is worth at `rate` comes into `debit` in another. Each currency goes through a trading account of its own.
 */
export class FxTransferRequest extends MovementRequest {
  /** The account that gives, in the currency sold. */
  @AccountName() credit!: string;
  @Amount() sold!: string;
  @Currency() sold_currency!: string;
  /** The account that receives, in the currency bought. */
  @AccountName() debit!: string;
  @Currency() bought_currency!: string;
  /** How many major units of the currency bought one major unit of the currency sold is worth, with all digits that are known. */
  @Rate() rate!: string;
  /** What really came in, where that is known; it must be what the rate's last digit leaves open. The rate's result unless given. */
  @Optional() @Amount() bought?: string;
  /** Takes the currency sold. */
  @AccountName() trading_sold!: string;
  /** Gives the currency bought. */
  @AccountName() trading_bought!: string;
  /** Takes the difference between the rate's result and what came in, where there is one; in the currency bought. */
  @AccountName() rounding!: string;
}

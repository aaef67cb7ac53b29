import { isWrong, wrong, type Wrong } from './bad-line';
import { chargesOf } from './camt-charges';
import { moneyIn, type Money } from './camt-money';
import { referencesOf } from './camt-references';
import { readIsoDay } from './days';
import type { LineContent } from './statement-line';
import type { XmlElement } from './xml-element';

/** What an entry (`Ntry`) of a statement says. */
export interface BookedEntry {
  readonly booked: Money;
  readonly lines: readonly { readonly detail: number | null; readonly content: LineContent | Wrong }[];
}

/** The status of an entry, `BOOK` if it is booked. Until version 07 it is text of its own, and since then a code, or the bank's own word. */
export const statusOf = (entry: XmlElement): string | undefined =>
  entry.textAt('Sts', 'Cd') ?? entry.textAt('Sts', 'Prtry') ?? entry.textAt('Sts');

/**
 * Reads a booked entry. One with several transactions (`TxDtls`) is several lines where their amounts come to its own; else it is
 * one line, since nobody knows what belongs to which of them.
 */
export function readEntry(entry: XmlElement, account: string | null): BookedEntry | Wrong {
  const booked = moneyIn(entry);
  if (isWrong(booked)) return booked;
  const details = entry.all('NtryDtls').flatMap((group) => group.all('TxDtls'));
  const parts = partsOf(entry, details, booked);
  if (parts !== undefined) {
    const lines = details.map((detail, at) => ({
      detail: at + 1,
      content: lineOf({ entry, detail, account, moved: parts[at]!, charged: detail }),
    }));
    return { booked, lines };
  }
  const [detail] = details.length === 1 ? details : [];
  const charged = detail?.at('Chrgs') === undefined ? entry : detail;
  const content = lineOf({ entry, detail, account, moved: booked, charged });
  return { booked, lines: [{ detail: detail === undefined ? null : 1, content }] };
}

/** The amounts of several transactions, if they come to that of their entry. */
function partsOf(entry: XmlElement, details: readonly XmlElement[], booked: Money): Money[] | undefined {
  if (details.length < 2) return undefined;
  const parts = details.map((detail) => moneyIn(amountIn(detail), detail.at('CdtDbtInd') ? detail : entry));
  const readable = parts.filter((part): part is Money => !isWrong(part) && part.currency === booked.currency);
  const sum = readable.reduce((total, { amount }) => total + amount, 0n);
  return readable.length === parts.length && sum === booked.amount ? readable : undefined;
}

/** Version 02 has the amount of a transaction below `AmtDtls`, later ones have it in the transaction itself. */
const amountIn = (detail: XmlElement): XmlElement =>
  detail.at('Amt') === undefined ? (detail.at('AmtDtls', 'TxAmt') ?? detail) : detail;

interface LineParts {
  readonly entry: XmlElement;
  readonly detail: XmlElement | undefined;
  readonly account: string | null;
  /** By what the account moved. */
  readonly moved: Money;
  /** Whose charges those of the line are. */
  readonly charged: XmlElement;
}

function lineOf({ entry, detail, account, moved, charged }: LineParts): LineContent | Wrong {
  const { currency } = moved;
  const fee = chargesOf(charged, currency);
  if (isWrong(fee)) return fee;
  const bookedOn = dayOf(entry.at('BookgDt'));
  if (isWrong(bookedOn)) return bookedOn;
  if (bookedOn === null) return wrong('date_missing', 'There is no booking date.');
  const valueOn = dayOf(entry.at('ValDt'));
  if (isWrong(valueOn)) return valueOn;
  const [reference = null, ...otherReferences] = referencesOf(entry, detail);
  return {
    ...{ account, reference, otherReferences },
    ...{ amount: moved.amount + (fee ?? 0n), currency, fee, bookedOn, valueOn },
    description: descriptionOf(entry, detail),
    kind: (detail && kindOf(detail)) ?? kindOf(entry) ?? null,
    isReversal: ['true', '1'].includes(entry.textAt('RvslInd') ?? ''),
  };
}

function dayOf(date: XmlElement | undefined): string | null | Wrong {
  const text = date?.textAt('Dt') ?? date?.textAt('DtTm');
  return text === undefined ? null : readIsoDay(text);
}

function descriptionOf(entry: XmlElement, detail: XmlElement | undefined): string | null {
  const remitted =
    detail
      ?.at('RmtInf')
      ?.all('Ustrd')
      .flatMap((text) => text.textAt() ?? []) ?? [];
  if (remitted.length > 0) return remitted.join(' ');
  return detail?.textAt('AddtlTxInf') ?? entry.textAt('AddtlNtryInf') ?? null;
}

/** The code of the transaction: `PMNT-RCDT-ESCT`, or one of the bank's own. */
function kindOf(element: XmlElement): string | undefined {
  const domain = element.at('BkTxCd', 'Domn');
  const codes = [domain?.textAt('Cd'), domain?.textAt('Fmly', 'Cd'), domain?.textAt('Fmly', 'SubFmlyCd')];
  const known = codes.filter((code) => code !== undefined);
  return known.length > 0 ? known.join('-') : element.textAt('BkTxCd', 'Prtry', 'Cd');
}

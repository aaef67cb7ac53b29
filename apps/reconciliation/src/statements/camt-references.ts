import type { XmlElement } from './xml-element';

/** Those of a transaction, the best first: what the payer, the bank and the clearing call it; then what it came with. */
const OF_TRANSACTION = ['EndToEndId', 'AcctSvcrRef', 'TxId'];
const BESIDES = ['InstrId', 'UETR', 'MndtId', 'ClrSysRef', 'ChqNb', 'PmtInfId', 'MsgId'];

/** What a bank writes where the payer gave no reference. */
const NONE = 'NOTPROVIDED';

/** The references of an entry and, if the line is of one transaction, of that; each once, the one to match by first. */
export function referencesOf(entry: XmlElement, detail: XmlElement | undefined): string[] {
  const refs = detail?.at('Refs');
  const structured = detail?.at('RmtInf')?.all('Strd') ?? [];
  const found = [
    ...OF_TRANSACTION.map((name) => refs?.textAt(name)),
    ...[entry.textAt('NtryRef'), entry.textAt('AcctSvcrRef')],
    ...structured.map((remittance) => remittance.textAt('CdtrRefInf', 'Ref')),
    ...BESIDES.map((name) => refs?.textAt(name)),
  ];
  return [...new Set(found)].filter((text) => text !== undefined).filter((text) => text !== NONE);
}

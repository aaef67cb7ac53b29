/** Elements of camt.053 for tests, as banks write them. */
export const CAMT = { format: 'camt.053' } as const;

export const namespaceOf = (version: string): string =>
  `urn:iso:std:iso:20022:tech:xsd:camt.053.001.${version}`;

/** A file with one statement. */
export const camtFile = (content: string, version = '08'): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="${namespaceOf(version)}"><BkToCstmrStmt><GrpHdr><MsgId>m1</MsgId></GrpHdr>
<Stmt><Id>s1</Id><Acct><Id><IBAN>DE75512108001245126199</IBAN></Id></Acct>${content}</Stmt>
</BkToCstmrStmt></Document>
`;

export const balance = (code: string, amount: string, direction = 'CRDT', currency = 'EUR'): string =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="${currency}">${amount}</Amt>` +
  `<CdtDbtInd>${direction}</CdtDbtInd><Dt><Dt>2026-01-31</Dt></Dt></Bal>`;

export interface EntryParts {
  readonly amount?: string;
  readonly currency?: string;
  readonly direction?: string;
  readonly status?: string;
  readonly bookedOn?: string;
  readonly content?: string;
}

/** An entry, of 10.50 EUR that came in unless something else is given. */
export const entry = ({
  amount = '10.50',
  currency = 'EUR',
  direction = '<CdtDbtInd>CRDT</CdtDbtInd>',
  status = '<Sts><Cd>BOOK</Cd></Sts>',
  bookedOn = '<BookgDt><Dt>2026-01-31</Dt></BookgDt>',
  content = '',
}: EntryParts = {}): string =>
  `<Ntry><Amt Ccy="${currency}">${amount}</Amt>${direction}${status}${bookedOn}${content}</Ntry>\n`;

export const details = (...transactions: string[]): string =>
  `<NtryDtls>${transactions.map((one) => `<TxDtls>${one}</TxDtls>`).join('')}</NtryDtls>`;

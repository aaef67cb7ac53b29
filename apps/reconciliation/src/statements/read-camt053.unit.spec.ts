import { balance, CAMT, camtFile, details, entry, namespaceOf } from './camt-files.testing';
import { reading } from './statement-files.testing';

const DEBIT = '<CdtDbtInd>DBIT</CdtDbtInd>';
const lineOf = async (...parts: Parameters<typeof entry>) => {
  const { lines, bad } = await reading(CAMT, camtFile(entry(...parts)));
  return lines[0] ?? bad[0]?.[0];
};

describe('A statement of camt.053', () => {
  it('is read entry by entry', async () => {
    const { items, lines, summary } = await reading(
      CAMT,
      camtFile(
        balance('OPBD', '100.00') +
          balance('CLBD', '90.50') +
          entry({
            content:
              '<ValDt><DtTm>2026-02-01T00:30:00+01:00</DtTm></ValDt><AcctSvcrRef>bank-1</AcctSvcrRef>' +
              '<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>' +
              details(
                '<Refs><MsgId>m</MsgId><InstrId>i</InstrId><EndToEndId>order-981</EndToEndId><TxId>t</TxId></Refs>' +
                  '<RmtInf><Ustrd>Order 981,</Ustrd><Ustrd>A &amp; B &#8364;&#x35;</Ustrd><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf></Strd></RmtInf>',
              ),
          }) +
          entry({
            amount: '20',
            direction: DEBIT,
            content: '<NtryRef>n2</NtryRef><AddtlNtryInf>Fees</AddtlNtryInf>',
          }),
      ),
    );
    expect(lines).toEqual([
      {
        ...{ place: { statement: 1, entry: 1, detail: 1 }, identity: lines[0]?.identity },
        ...{ account: 'DE75512108001245126199', reference: 'order-981' },
        otherReferences: ['t', 'bank-1', 'RF18', 'i', 'm'],
        ...{ amount: 1050n, currency: 'EUR', fee: null, bookedOn: '2026-01-31', valueOn: '2026-02-01' },
        ...{ description: 'Order 981, A & B €5', kind: 'PMNT-RCDT-ESCT', isReversal: false },
      },
      {
        ...{ place: { statement: 1, entry: 2, detail: null }, identity: lines[1]?.identity },
        ...{ account: 'DE75512108001245126199', reference: 'n2', otherReferences: [] },
        ...{ amount: -2000n, currency: 'EUR', fee: null, bookedOn: '2026-01-31', valueOn: null },
        ...{ description: 'Fees', kind: null, isReversal: false },
      },
    ]);
    expect(items.map(({ type }) => type)).toEqual(['line', 'line', 'end']);
    expect(summary).toMatchObject({
      ...{ lines: 2, badLines: 0, skipped: 0, firstBookedOn: '2026-01-31', lastBookedOn: '2026-01-31' },
      sums: new Map([['EUR', { lines: 2, amount: -950n, fees: 0n }]]),
      balances: [{ opening: 10_000n, closing: 9050n, entries: -950n, difference: 0n, currency: 'EUR' }],
    });
  });

  it.each(['02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12', '13'])(
    'is read in version %s',
    async (version) => {
      const { lines } = await reading(CAMT, camtFile(entry({ status: '<Sts>BOOK</Sts>' }), version));
      expect(lines).toMatchObject([{ amount: 1050n }]);
    },
  );

  it.each(['01', '14', '8', '080'])('is refused in version %s', async (version) => {
    const { refusal } = await reading(CAMT, camtFile(entry(), version));
    expect(refusal?.code).toBe('not_camt_053');
    expect(refusal?.reason).toContain(namespaceOf(version));
  });

  it('may have prefixes, and an envelope', async () => {
    const prefixed = camtFile(entry())
      .replace(/<(\/?)([A-Z])/g, '<$1ns:$2')
      .replace('xmlns=', 'xmlns:ns=');
    expect((await reading(CAMT, prefixed)).lines).toHaveLength(1);
    const [declaration, document] = [prefixed.slice(0, 39), prefixed.slice(39)];
    const enveloped = `${declaration}<env:Message xmlns:env="x"><env:Header/>${document}</env:Message>`;
    expect((await reading(CAMT, enveloped)).lines).toHaveLength(1);
  });

  it.each([
    ['<a/>', 'not_camt_053'],
    [`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"/>`, 'not_camt_053'],
    [`<Document xmlns="${namespaceOf('08')}"/>`, 'no_statement'],
    [
      `<Document xmlns="${namespaceOf('08')}"><BkToCstmrStmt><GrpHdr/></BkToCstmrStmt></Document>`,
      'no_statement',
    ],
    ['', 'xml_malformed'],
    ['Ref,Amount\na,1\n', 'xml_malformed'],
    ['<a><b></a></b>', 'xml_malformed'],
    ['<a>&</a>', 'xml_malformed'],
    ['<a b=c></a>', 'xml_malformed'],
    ['<__proto__></__proto__>', 'xml_malformed'],
    [camtFile(entry({ content: '<__proto__/>' })), 'xml_malformed'],
  ])('is refused for what it is: %s', async (file, code) => {
    const { items, refusal } = await reading(CAMT, file);
    expect(items).toHaveLength(1);
    expect(refusal?.code).toBe(code);
  });

  it('is said to be cut off wherever it ends too early', async () => {
    const whole = camtFile(entry({ content: '<NtryRef>a &amp; b</NtryRef>' }));
    const cuts = Array.from({ length: whole.length - 40 }, (_, at) => whole.slice(0, 40 + at));
    const reasons = new Set<string | undefined>();
    for (const cut of [...cuts, '<a>', `${whole.slice(0, -20)}\n`])
      reasons.add((await reading(CAMT, cut)).refusal?.reason);
    expect([...reasons]).toEqual([
      'The file ends before its elements are closed: it was cut off. Fetch it again.',
    ]);
    for (const other of ['Ref,Amount\na,1\n', '<a><b></a></b>', '<a b=c></a>'])
      expect((await reading(CAMT, other)).refusal?.reason).toMatch(
        /^The file is not well-formed XML: ".*"\.$/,
      );
  });

  it('names each namespace of another message once', async () => {
    const other = 'urn:iso:std:iso:20022:tech:xsd:camt.054.001.08';
    expect((await reading(CAMT, `<Document xmlns="${other}"/>`)).refusal?.reason).toBe(
      `The file is not of camt.053.001.02 to 13: it declares the namespace "${other}".`,
    );
    expect((await reading(CAMT, '<a/>')).refusal?.reason).toContain('it declares no namespace.');
  });

  it('may have several statements, each with its own account and balances', async () => {
    const second = `<Stmt><Acct><Id><Othr><Id>42</Id></Othr></Id></Acct>${balance('OPBD', '5')}${balance('CLBD', '5', 'DBIT')}${entry({ amount: '9', direction: DEBIT })}</Stmt>`;
    const { lines, summary } = await reading(CAMT, camtFile(entry()).replace('</Stmt>', `</Stmt>${second}`));
    expect(lines).toMatchObject([
      { account: 'DE75512108001245126199', place: { statement: 1, entry: 1 } },
      { account: '42', place: { statement: 2, entry: 1 } },
    ]);
    expect(summary?.balances).toEqual([
      {
        ...{ statement: 1, account: 'DE75512108001245126199', currency: 'EUR' },
        ...{ opening: null, closing: null, entries: 1050n, difference: null },
      },
      {
        ...{ statement: 2, account: '42', currency: 'EUR' },
        ...{ opening: 500n, closing: -500n, entries: -900n, difference: 100n },
      },
    ]);
  });

  it('has its balances held against the entries that are booked, readable as lines or not', async () => {
    const check = async (opening: string, content: string) => {
      const { summary } = await reading(CAMT, camtFile(opening + balance('CLBD', '21.00') + content));
      return summary?.balances[0]?.difference;
    };
    const pending = entry({ status: '<Sts><Cd>PDNG</Cd></Sts>' });
    expect(await check(balance('OPBD', '0.00'), entry() + pending + entry())).toBe(0n);
    expect(await check(balance('PRCD', '10.50'), entry())).toBe(0n);
    expect(await check(balance('OPBD', '0.00'), entry())).toBe(-1050n);
    expect(await check(balance('OPBD', '0.00'), entry() + entry({ bookedOn: '' }))).toBe(0n);
    expect(await check('', entry())).toBe(null);
  });

  it('passes over entries that are not booked, and says so', async () => {
    const { items, summary } = await reading(
      CAMT,
      camtFile(
        entry({ status: '<Sts><Cd>PDNG</Cd></Sts>' }) +
          entry() +
          entry({ status: '<Sts>INFO</Sts>' }) +
          entry({ status: '<Sts><Prtry>X</Prtry></Sts>' }),
      ),
    );
    expect(items.map((item) => (item.type === 'skipped' ? item.skipped : item.type))).toEqual([
      { place: { statement: 1, entry: 1, detail: null }, status: 'PDNG' },
      'line',
      { place: { statement: 1, entry: 3, detail: null }, status: 'INFO' },
      { place: { statement: 1, entry: 4, detail: null }, status: 'X' },
      'end',
    ]);
    expect(summary).toMatchObject({ lines: 1, skipped: 3, badLines: 0 });
  });

  it('reports entries that it can not read, and goes on', async () => {
    const { bad, summary } = await reading(
      CAMT,
      camtFile(
        [
          ...[
            entry({ amount: '1,50' }),
            entry({ amount: '-1' }),
            entry({ amount: '1.001' }),
            entry({ amount: '' }),
          ],
          ...[
            entry({ currency: 'XAU' }),
            entry({ direction: '' }),
            entry({ direction: '<CdtDbtInd>C</CdtDbtInd>' }),
          ],
          ...[
            entry({ status: '' }),
            entry({ bookedOn: '' }),
            entry({ bookedOn: '<BookgDt><Dt>31.1.</Dt></BookgDt>' }),
          ],
          ...[entry({ content: '<Chrgs><Rcrd><Amt Ccy="EUR">x</Amt></Rcrd></Chrgs>' }), '<Ntry/>', entry()],
        ].join(''),
      ),
    );
    expect(bad.map(([code]) => code)).toEqual([
      ...['amount_invalid', 'amount_invalid', 'amount_too_fine', 'amount_missing', 'currency_unknown'],
      ...[
        'direction_invalid',
        'direction_invalid',
        'status_missing',
        'date_missing',
        'date_invalid',
        'amount_invalid',
        'status_missing',
      ],
    ]);
    expect(bad[1]?.[1]).toEqual({ statement: 1, entry: 2, detail: null });
    expect(summary).toMatchObject({ lines: 1, badLines: 12 });
  });

  it('says by its sign what an entry does, also one that reverses another', async () => {
    expect(await lineOf({ direction: `${DEBIT}<RvslInd>true</RvslInd>` })).toMatchObject({
      amount: -1050n,
      isReversal: true,
    });
    expect(await lineOf({ content: '<RvslInd>false</RvslInd>' })).toMatchObject({
      amount: 1050n,
      isReversal: false,
    });
  });

  it('is matched by what the payer gave, or else the bank', async () => {
    const refs = (content: string) => details(`<Refs>${content}</Refs>`);
    const bank = '<AcctSvcrRef>bank</AcctSvcrRef>';
    const none = '<EndToEndId>NOTPROVIDED</EndToEndId>';
    expect(await lineOf({ content: refs(`${none}${bank}<TxId>t</TxId>`) })).toMatchObject({
      reference: 'bank',
    });
    expect(await lineOf({ content: refs(`${none}<TxId>t</TxId>`) })).toMatchObject({ reference: 't' });
    expect(await lineOf({ content: `<NtryRef>n</NtryRef>${bank}` })).toMatchObject({
      reference: 'n',
      otherReferences: ['bank'],
    });
    expect(await lineOf({ content: refs(none) })).toMatchObject({ reference: null, otherReferences: [] });
  });

  it('takes a text as it is written', async () => {
    const described = (text: string) => lineOf({ content: `<AddtlNtryInf>${text}</AddtlNtryInf>` });
    expect(await described(' <![CDATA[<b> & &amp;]]>&lt;c&gt; ')).toMatchObject({
      description: '<b> & &amp;<c>',
    });
    expect(await described('<![CDATA[</Ntry>]]><!-- </Ntry> -->')).toMatchObject({ description: '</Ntry>' });
    expect(await described('1.50')).toMatchObject({ description: '1.50' });
    expect(await described('a<!-- b -->c')).toMatchObject({ description: 'ac' });
    expect(await described('&unknown; &constructor; &#0; &#xD800; &#x110000;')).toMatchObject({
      description: '&unknown; &constructor; &#0; &#xD800; &#x110000;',
    });
    expect(await described('=1+1')).toMatchObject({ description: '=1+1' });
  });

  it('may be in another encoding that it names', async () => {
    const file = camtFile(entry({ content: '<NtryRef>Zoë</NtryRef>' }));
    const named = (encoding: string) => file.replace('UTF-8', encoding);
    const references = async (bytes: Buffer) => {
      const { lines, refusal } = await reading(CAMT, bytes);
      return lines[0]?.reference ?? refusal?.code;
    };
    expect(await references(Buffer.from(`\ufeff${file}`))).toBe('Zoë');
    expect(await references(Buffer.from(named('ISO-8859-1'), 'latin1'))).toBe('Zoë');
    expect(await references(Buffer.from(named('windows-1252'), 'latin1'))).toBe('Zoë');
    expect(await references(Buffer.from(`\ufeff${named('UTF-16')}`, 'utf16le'))).toBe('Zoë');
    expect(await references(Buffer.from(`\ufeff${named('UTF-16')}`, 'utf16le').swap16())).toBe('Zoë');
    expect(await references(Buffer.from(file.replace(/<\?.*\?>\n/, '')))).toBe('Zoë');
    expect(await references(Buffer.from(file, 'latin1'))).toBe('encoding_differs');
    expect(await references(Buffer.from(named('EBCDIC')))).toBe('encoding_unknown');
    expect(await references(Buffer.from(named('constructor')))).toBe('encoding_unknown');
    expect(await references(Buffer.from(file.replace('Zoë', 'a\0')))).toBe('has_nul');
  });
});

describe('An entry of camt.053 with several transactions', () => {
  const part = (reference: string, amount: string, more = '') =>
    `<Refs><EndToEndId>${reference}</EndToEndId></Refs>${amount === '' ? '' : `<Amt Ccy="EUR">${amount}</Amt>`}${more}`;

  it('is as many lines where their amounts come to its own', async () => {
    const { lines, summary } = await reading(
      CAMT,
      camtFile(
        entry({
          content: `<NtryRef>n</NtryRef>${details(part('a', '4.00'), part('b', '7.00'), part('c', '0.50', DEBIT))}`,
        }),
      ),
    );
    expect(lines).toMatchObject([
      { reference: 'a', amount: 400n, place: { detail: 1 }, otherReferences: ['n'] },
      { reference: 'b', amount: 700n, place: { detail: 2 } },
      { reference: 'c', amount: -50n, place: { detail: 3 } },
    ]);
    expect(summary?.balances).toMatchObject([{ entries: 1050n }]);
  });

  it('is so in version 02 too, which has amounts elsewhere', async () => {
    const old = (reference: string, amount: string) =>
      part(
        reference,
        '',
        `<AmtDtls><InstdAmt><Amt Ccy="USD">9</Amt></InstdAmt><TxAmt><Amt Ccy="EUR">${amount}</Amt></TxAmt></AmtDtls>`,
      );
    const { lines } = await reading(
      CAMT,
      camtFile(
        entry({
          direction: DEBIT,
          status: '<Sts>BOOK</Sts>',
          content: details(old('a', '4'), old('b', '6.5')),
        }),
        '02',
      ),
    );
    expect(lines).toMatchObject([
      { reference: 'a', amount: -400n },
      { reference: 'b', amount: -650n },
    ]);
  });

  it.each([
    ['come to something else', part('b', '6.51')],
    ['are not all there', part('b', '')],
    ['are in another currency', part('b', '6.50').replace('EUR', 'USD')],
  ])('is one line where their amounts %s', async (_, other) => {
    const { lines } = await reading(
      CAMT,
      camtFile(entry({ content: `<NtryRef>n</NtryRef>${details(part('a', '4.00'), other)}` })),
    );
    expect(lines).toMatchObject([{ reference: 'n', amount: 1050n, place: { entry: 1, detail: null } }]);
  });
});

describe('The charges of an entry of camt.053', () => {
  const charge = (amount: string, more = '', currency = 'EUR') =>
    `<Rcrd><Amt Ccy="${currency}">${amount}</Amt>${more}</Rcrd>`;
  const charged = (...records: string[]) => lineOf({ content: `<Chrgs>${records.join('')}</Chrgs>` });

  it('were kept of what was paid', async () => {
    expect(await charged(charge('0.30'))).toMatchObject({ amount: 1080n, fee: 30n });
    expect(await charged(charge('0.30', DEBIT), charge('0.10', '<CdtDbtInd>CRDT</CdtDbtInd>'))).toMatchObject(
      {
        ...{ amount: 1070n, fee: 20n },
      },
    );
    const paid = { direction: DEBIT, content: `<Chrgs>${charge('0.50')}</Chrgs>` };
    expect(await lineOf(paid)).toMatchObject({ amount: -1000n, fee: 50n });
  });

  it('are none of the line where they are not included, or were taken elsewhere', async () => {
    expect(await charged(charge('0.30', '<ChrgInclInd>false</ChrgInclInd>'))).toMatchObject({
      amount: 1050n,
      fee: null,
    });
    expect(await charged(charge('0.30', '', 'USD'))).toMatchObject({ amount: 1050n, fee: null });
  });

  it('stand in other places in other versions', async () => {
    expect(await charged('<Amt Ccy="EUR">0.30</Amt><CdtDbtInd>DBIT</CdtDbtInd>')).toMatchObject({ fee: 30n });
    expect(await charged('<TtlChrgsAndTaxAmt Ccy="EUR">0.30</TtlChrgsAndTaxAmt>')).toMatchObject({
      fee: 30n,
    });
    const inBoth = `<Chrgs>${charge('0.30')}</Chrgs>`;
    expect(await lineOf({ content: inBoth + details(inBoth) })).toMatchObject({ amount: 1080n, fee: 30n });
  });

  it('of a batch are those of its transactions', async () => {
    const part = (amount: string, content = '') => `<Amt Ccy="EUR">${amount}</Amt>${content}`;
    const content = details(part('4.00', `<Chrgs>${charge('0.30')}</Chrgs>`), part('6.50'));
    const { lines } = await reading(CAMT, camtFile(entry({ content })));
    expect(lines).toMatchObject([
      { amount: 430n, fee: 30n },
      { amount: 650n, fee: null },
    ]);
  });
});

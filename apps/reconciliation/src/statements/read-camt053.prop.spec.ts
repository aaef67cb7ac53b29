import { CURRENCY_CODES, inMajorUnits } from '@pacioli/contracts/currency';
import fc from 'fast-check';
import { balance, CAMT, camtFile, details, entry } from './camt-files.testing';
import { reading } from './statement-files.testing';

const amount = fc.bigInt({ min: -999_999_999_999_999_999n, max: 999_999_999_999_999_999n });
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((one) => one.trim() !== '');
const lengths = fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 5 });

const escaped = (raw: string) => raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const directionOf = (signed: bigint) => `<CdtDbtInd>${signed < 0n ? 'DBIT' : 'CRDT'}</CdtDbtInd>`;
const unsigned = (signed: bigint, currency: string) => inMajorUnits(signed < 0n ? -signed : signed, currency);

describe('An entry of camt.053', () => {
  it('that is printed is read as it was, however its bytes come', async () => {
    await fc.assert(
      fc.asyncProperty(
        amount,
        fc.constantFrom(...CURRENCY_CODES),
        text,
        text,
        lengths,
        async (signed, currency, reference, description, chunks) => {
          const content =
            details(`<Refs><EndToEndId>${escaped(reference)}</EndToEndId></Refs>`) +
            `<AddtlNtryInf>${escaped(description)}</AddtlNtryInf>`;
          const file = camtFile(
            entry({ amount: unsigned(signed, currency), currency, direction: directionOf(signed), content }),
          );
          const { lines } = await reading(CAMT, file, chunks);
          expect(lines).toMatchObject([
            { amount: signed, currency, reference: reference.trim(), description: description.trim() },
          ]);
        },
      ),
    );
  });

  it('moves its account by the sum of its lines less their fees', async () => {
    const part = fc.record({
      signed: fc.bigInt({ min: -1_000n, max: 1_000n }),
      fee: fc.option(fc.bigInt({ min: 0n, max: 50n })),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (parts, isWhole) => {
          const sum = parts.reduce((total, { signed }) => total + signed, isWhole ? 0n : 1n);
          const content = details(
            ...parts.map(({ signed, fee }) => {
              const charge =
                fee === null
                  ? ''
                  : `<Chrgs><Rcrd><Amt Ccy="EUR">${unsigned(fee, 'EUR')}</Amt></Rcrd></Chrgs>`;
              return `<Amt Ccy="EUR">${unsigned(signed, 'EUR')}</Amt>${directionOf(signed)}${charge}`;
            }),
          );
          const file = camtFile(
            balance('OPBD', '0') +
              balance('CLBD', unsigned(sum, 'EUR'), sum < 0n ? 'DBIT' : 'CRDT') +
              entry({ amount: unsigned(sum, 'EUR'), direction: directionOf(sum), content }),
          );
          const { lines, summary } = await reading(CAMT, file);
          expect(lines).toHaveLength(isWhole ? parts.length : 1);
          expect(lines.reduce((total, line) => total + line.amount - (line.fee ?? 0n), 0n)).toBe(sum);
          expect(summary?.balances).toMatchObject([{ difference: 0n }]);
        },
      ),
    );
  });
});

describe('A camt.053 file', () => {
  it('that was cut off anywhere is refused', async () => {
    const file = Buffer.from(
      camtFile(entry({ content: '<NtryRef>Zoë</NtryRef><!-- a --><a><![CDATA[b]]></a>' })).trim(),
    );
    expect((await reading(CAMT, file)).lines).toHaveLength(1);
    for (let length = 0; length < file.length; length += 1) {
      const { items } = await reading(CAMT, file.subarray(0, length));
      expect(items.map(({ type }) => type)).toEqual(['refused']);
    }
  });
});

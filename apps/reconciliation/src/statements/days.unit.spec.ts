import { Days, namesADay, readIsoDay } from './days';

describe('A day', () => {
  it.each([
    ['yyyy-MM-dd', '2026-01-31'],
    ['dd.MM.yyyy', '31.01.2026'],
    ['d/M/yy', '31/1/26'],
    ['MM/dd/yyyy', '01/31/2026'],
    ['dd MMM yyyy', '31 Jan 2026'],
    ['yyyyMMdd', '20260131'],
    ["yyyy-MM-dd'T'HH:mm:ss", '2026-01-31T23:59:59'],
  ])('in the form %s is %s', (format, text) => {
    expect(new Days([format], 'UTC').read(text)).toBe('2026-01-31');
    expect(namesADay(format, 'UTC')).toBe(true);
  });

  it('of a moment with an offset is that of the zone', () => {
    const text = '2026-01-31T23:30:00-05:00';
    const format = "yyyy-MM-dd'T'HH:mm:ssZZ";
    expect(new Days([format], 'Europe/London').read(text)).toBe('2026-02-01');
    expect(new Days([format], 'America/New_York').read(text)).toBe('2026-01-31');
  });

  it.each(['2026-02-30', '2026-1-31', '31.01.2026', '2026-01-31 ', '0026-01-31', 'x', '1'.repeat(65)])(
    'is not %j in the form yyyy-MM-dd',
    (text) => expect(new Days(['yyyy-MM-dd'], 'UTC').read(text)).toMatchObject({ code: 'date_invalid' }),
  );

  it('can have several forms, in which no text may be two days', () => {
    const days = new Days(['dd/MM/yyyy', 'MM/dd/yyyy'], 'UTC');
    expect([days.read('31/01/2026'), days.read('01/31/2026'), days.read('02/02/2026')]).toEqual([
      ...['2026-01-31', '2026-01-31', '2026-02-02'],
    ]);
    expect(days.read('01/02/2026')).toMatchObject({ code: 'date_invalid' });
  });

  it('is refused with the forms that it could have, and with what each makes of it', () => {
    const reasonOf = (formats: string[], text: string) => new Days(formats, 'UTC').read(text);
    expect(reasonOf(['yyyy-MM-dd'], '1.2.26')).toMatchObject({
      reason: '"1.2.26" is not a day in the form "yyyy-MM-dd".',
    });
    expect(reasonOf(['yyyy-MM-dd', 'dd.MM.yyyy'], 'x'.repeat(65))).toMatchObject({
      reason: expect.stringContaining('is not a day in the form "yyyy-MM-dd" or "dd.MM.yyyy".') as string,
    });
    expect(reasonOf(['dd/MM/yyyy', 'MM/dd/yyyy'], '01/02/2026')).toMatchObject({
      reason: '"01/02/2026" is 2026-02-01 in the form "dd/MM/yyyy" and 2026-01-02 in the form "MM/dd/yyyy".',
    });
  });

  it('is missing where there is no text', () => {
    expect(new Days(['yyyy-MM-dd'], 'UTC').read('')).toMatchObject({ code: 'date_missing' });
  });

  // Luxon prints DD as "Nov 21, 2026" and T as "12:34", whatever stands around them.
  it.each(['YYYY-MM-DD', 'dd.MM.YYYY', 'D', 'yyyy-MM-ddTHH:mm'])(
    'is not said by the form %j, which has placeholders of another case',
    (format) => expect(namesADay(format, 'UTC')).toBe(false),
  );

  it.each(['', 'yyyy-MM', 'MM-dd', 'HH:mm', 'hello', "'yyyy-MM-dd'", 'yyyy-ooo MM-dd'])(
    'is not said by the form %j',
    (format) => expect(namesADay(format, 'UTC')).toBe(false),
  );
});

describe('A day of XML', () => {
  it.each([
    '2026-01-31',
    '2026-01-31Z',
    '2026-01-31+02:00',
    '2026-01-31T23:59:59',
    '2026-01-31T00:00:00.000-05:00',
  ])('is the one that %s is written on', (text) => expect(readIsoDay(text)).toBe('2026-01-31'));

  it.each(['2026-02-30', '20260131', '2026-01', '31.01.2026', '', '2026-01-31x', '0026-01-31'])(
    'is not %j',
    (text) => expect(readIsoDay(text)).toMatchObject({ code: 'date_invalid' }),
  );
});

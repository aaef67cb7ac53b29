import { DateTime, IANAZone } from 'luxon';
import { wrong, type Wrong } from './bad-line';
import { quotation } from './quotation';

/** Months have their names in English, whatever the machine speaks. */
const LOCALE = 'en-US';
const LONGEST = 64;

/** Reads the days on which lines were booked, as the files of a source write them. */
export class Days {
  private readonly parsers: ReturnType<typeof DateTime.buildFormatParser>[];
  /** Lines of a day follow one another, and a date is dear to read. */
  private last: { text: string; day: string | Wrong } | undefined;
  private readonly zone: IANAZone;

  constructor(
    private readonly formats: readonly string[],
    zone: string,
  ) {
    this.zone = IANAZone.create(zone);
    this.parsers = formats.map((format) => DateTime.buildFormatParser(format, { locale: LOCALE }));
  }

  /** A day as yyyy-mm-dd. */
  read(text: string): string | Wrong {
    if (text !== this.last?.text) this.last = { text, day: this.parse(text) };
    return this.last.day;
  }

  private parse(text: string): string | Wrong {
    if (text === '') return wrong('date_missing', 'There is no date.');
    if (text.length > LONGEST) return this.noDay(text);
    const formOf = new Map(
      this.parsers.flatMap((parser, at): [string, string][] => {
        const time = DateTime.fromFormatParser(text, parser, { zone: this.zone, locale: LOCALE });
        return time.isValid ? [[dayOf(time), this.formats[at]!]] : [];
      }),
    );
    const [day, another] = formOf.keys();
    if (day === undefined || (another === undefined && !isOfOurTime(day))) return this.noDay(text);
    if (another === undefined) return day;
    const [one, other] = [day, another].map(
      (found) => `${found} in the form ${quotation(formOf.get(found)!)}`,
    );
    return wrong('date_invalid', `${quotation(text)} is ${one} and ${other}.`);
  }

  private noDay(text: string): Wrong {
    const forms = this.formats.map(quotation).join(' or ');
    return wrong('date_invalid', `${quotation(text)} is not a day in the form ${forms}.`);
  }
}

const dayOf = (time: DateTime): string => time.toFormat('yyyy-MM-dd', { locale: LOCALE });

/** A day of another century is a date that was read wrongly. */
const isOfOurTime = (day: string): boolean => /^(?:19|2[0-9])[0-9]{2}-/u.test(day);

/**
 * What stands for a whole date or time in luxon, written as a language does it. `DD` is one, so YYYY-MM-DD reads "YYYY-11-Nov 21, 2026".
 * What is in single quotes stands for itself.
 */
const WHOLE = /[DFTft]/u;
const QUOTED = /'[^']*'/gu;

/** Whether a form says year, month and day, each by its own placeholder: what is written in it is read as the same day. */
export function namesADay(format: string, zone: string): boolean {
  if (WHOLE.test(format.replace(QUOTED, ''))) return false;
  try {
    const days = new Days([format], zone);
    return ['2026-11-21', '2004-02-03'].every(
      (day) => days.read(DateTime.fromISO(`${day}T12:34`, { zone, locale: LOCALE }).toFormat(format)) === day,
    );
  } catch {
    // Luxon throws for a form that says the same thing twice, such as a day of the year and one of the month.
    return false;
  }
}

const ISO_DAY = /^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T[0-9:.]+)?(?:Z|[-+][0-9]{2}:[0-9]{2})?$/u;

/** The day of a date, or of a moment, of XML Schema. It is the one that is written: a bank books in its own time. */
export function readIsoDay(text: string): string | Wrong {
  const [, day] = ISO_DAY.exec(text) ?? [];
  if (day === undefined || !isOfOurTime(day) || !DateTime.fromISO(day, { zone: 'UTC' }).isValid)
    return wrong('date_invalid', `${quotation(text)} is not a date of XML.`);
  return day;
}

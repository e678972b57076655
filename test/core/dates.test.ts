import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, type DateOrder, findDates, isoDate, parseDate } from '../../src/core/dates.ts';

describe('a printed date', () => {
  it.each([
    ['05.03.2018', '2018-03-05'],
    ['5. 3. 2018', '2018-03-05'],
    ['05.03.18', '2018-03-05'],
    ['05-03-2018', '2018-03-05'],
    ['2018-03-05', '2018-03-05'],
    ['2018/03/05', '2018-03-05'],
    ['25/03/2018', '2018-03-25'],
    ['03/25/2018', '2018-03-25'],
    ['March 5, 2018', '2018-03-05'],
    ['Mar 5th, 2018', '2018-03-05'],
    ['5 March 2018', '2018-03-05'],
    ['05-Mar-2018', '2018-03-05'],
    ['5. März 2018', '2018-03-05'],
    ['1er janvier 2020', '2020-01-01'],
    ['16 août 2020', '2020-08-16'],
    ['28. Okt. 2020', '2020-10-28'],
    ['2018年3月5日', '2018-03-05'],
    ['15/6/2019 10:35', '2019-06-15'],
  ])('%s is %s', (text, value) => {
    expect(parseDate(text, 'dmy', ['de', 'fr'])).toBe(value);
  });

  it('whose day and month could change places follows the order given, and says so', () => {
    expect(findDates('3/5/2018', 'mdy')[0]).toMatchObject({ value: '2018-03-05', other: '2018-05-03', shows: null });
    expect(findDates('3/5/2018', 'dmy')[0]).toMatchObject({ value: '2018-05-03', other: '2018-03-05', shows: null });
    expect(findDates('13/5/2018', 'mdy')[0]).toMatchObject({ value: '2018-05-13', other: null, shows: 'dmy' });
    expect(parseDate('03.05.2018', 'mdy')).toBe('2018-05-03');
  });

  it.each([
    '201/113/40209',
    '1.2.3.4',
    '31.02.2018',
    '12.345,67',
    '99.99.2018',
    '+49 30 123456',
    '5 Marchand 2018',
    '12.50',
  ])('%s is none', (text) => {
    expect(findDates(text)).toEqual([]);
  });

  it('is found where it stands in a line, the first first', () => {
    const text = 'vom 01.01.2010 bis 31. Dezember 2010';
    const found = findDates(text, 'dmy', ['de']);
    expect(found.map((d) => text.slice(d.index, d.index + d.length))).toEqual(['01.01.2010', '31. Dezember 2010']);
    expect(found.map((d) => d.value)).toEqual(['2010-01-01', '2010-12-31']);
  });

  it.each(['en', 'de', 'fr'])('abbreviates months as %s does', (language) => {
    const short = new Intl.DateTimeFormat(language, {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      timeZone: 'UTC',
    });
    for (let month = 0; month < 12; month++) {
      const date = new Date(Date.UTC(2021, month, 9));
      expect(parseDate(short.format(date), 'dmy', [language])).toBe(date.toISOString().slice(0, 10));
    }
  });

  it('is what any language makes of a day', () => {
    const days = fc.integer({ min: 0, max: 47_000 }).map((n) => addDays('1971-01-01', n));
    const languages = fc.constantFrom('en', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'pt', 'sv', 'da', 'cs', 'fi', 'tr');
    fc.assert(
      fc.property(days, languages, (day, language) => {
        const date = new Date(`${day}T00:00:00Z`);
        const printed = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(date);
        expect([printed, parseDate(printed, 'dmy', [language])]).toEqual([printed, day]);
      }),
    );
  });
});

it('a date is read back from any order and any separator, in the middle of a line', () => {
  const days = fc.integer({ min: 0, max: 47_000 }).map((n) => addDays('1971-01-01', n));
  const forms = fc.constantFrom<readonly [DateOrder, (y: string, m: string, d: string) => string]>(
    ['dmy', (y, m, d) => `${d}.${m}.${y}`],
    ['dmy', (y, m, d) => `${Number(d)}. ${Number(m)}. ${y}`],
    ['dmy', (y, m, d) => `${d}/${m}/${y}`],
    ['dmy', (y, m, d) => `${d}-${m}-${y}`],
    ['mdy', (y, m, d) => `${m}/${d}/${y}`],
    ['mdy', (y, m, d) => `${Number(m)}/${Number(d)}/${y}`],
    ['mdy', (y, m, d) => `${m}-${d}-${y}`],
    ['dmy', (y, m, d) => `${y}-${m}-${d}`],
    ['dmy', (y, m, d) => `${y}/${m}/${d}`],
    ['dmy', (y, m, d) => `${y}.${m}.${d}`],
  );
  fc.assert(
    fc.property(days, forms, (day, [order, print]) => {
      const [y = '', m = '', d = ''] = day.split('-');
      const text = `Nr. 17 vom ${print(y, m, d)}, Seite 1`;
      const [found, ...more] = findDates(text, order);
      expect([text, found?.value, more.length]).toEqual([text, day, 0]);
      expect(text.slice(found?.index, (found?.index ?? 0) + (found?.length ?? 0))).toBe(print(y, m, d));
    }),
  );
});

it('a day that does not exist is none', () => {
  expect(isoDate(2019, 2, 29)).toBeNull();
  expect(isoDate(2020, 2, 29)).toBe('2020-02-29');
  expect(isoDate(1850, 1, 1)).toBeNull();
});

it('the number before a whole date is none of its years', () => {
  expect(parseDate('Invoice 2041 March 4, 2026')).toBe('2026-03-04');
  expect(parseDate('2041 March 4')).toBe('2041-03-04');
});

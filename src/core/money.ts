import Big from 'big.js';

/** The character that a document puts before the decimals. */
export type DecimalMark = '.' | ',';

/** An amount as it was printed, understood. */
export interface Amount {
  /** Plain decimal text with the decimals that are printed: `-1234.50`. */
  readonly value: string;
  /** The notation that the text itself shows; `null` where it fits both (`1234`, `1.234`). */
  readonly shows: DecimalMark | null;
  /** ISO 4217 code, where a sign or code stands with the number; `$` and the like as their most common currency. */
  readonly currency: string | null;
  /** Number of printed decimals, as understood. */
  readonly decimals: number;
}

/**
 * What currencies' signs and local abbreviations stand for, most common first. Intl knows the sign of a currency,
 * not the currencies of a sign, and building the reverse at start would cost hundreds of formatters.
 */
const SIGNS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    '€': ['EUR'],
    $: ['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'MXN', 'ARS', 'CLP', 'COP', 'UYU'],
    us$: ['USD'],
    c$: ['CAD'],
    ca$: ['CAD'],
    a$: ['AUD'],
    au$: ['AUD'],
    nz$: ['NZD'],
    s$: ['SGD'],
    hk$: ['HKD'],
    mx$: ['MXN'],
    r$: ['BRL'],
    '£': ['GBP'],
    '¥': ['JPY', 'CNY'],
    '₹': ['INR'],
    'rs.': ['INR', 'PKR', 'LKR'],
    rs: ['INR', 'PKR', 'LKR'],
    '₺': ['TRY'],
    tl: ['TRY'],
    '₽': ['RUB'],
    '₴': ['UAH'],
    '₩': ['KRW'],
    '₪': ['ILS'],
    '฿': ['THB'],
    '₫': ['VND'],
    '₱': ['PHP'],
    '₦': ['NGN'],
    '₸': ['KZT'],
    zł: ['PLN'],
    kč: ['CZK'],
    ft: ['HUF'],
    lei: ['RON'],
    лв: ['BGN'],
    'лв.': ['BGN'],
    kr: ['SEK', 'NOK', 'DKK', 'ISK'],
    'kr.': ['DKK', 'SEK', 'NOK', 'ISK'],
    'fr.': ['CHF'],
    sfr: ['CHF'],
    'sfr.': ['CHF'],
    rm: ['MYR'],
    rp: ['IDR'],
    euro: ['EUR'],
    euros: ['EUR'],
  }),
);
const LONGEST_SIGN = Math.max(...[...SIGNS.keys()].map((sign) => sign.length));

const CODES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** Currencies that a sign, code or local abbreviation stands for, most common first; empty when it is none. */
export function currenciesOf(token: string): readonly string[] {
  if (/^[A-Z]{3}$/.test(token)) return CODES.has(token) ? [token] : [];
  return token.length > LONGEST_SIGN ? [] : (SIGNS.get(token.toLowerCase()) ?? []);
}

/** Currency that a sign, code or local abbreviation most likely stands for; `null` when it is none. */
export function currencyOf(token: string): string | null {
  return currenciesOf(token)[0] ?? null;
}

// ISO 4217: the first two letters of a code are those of its country; the euro has none.
const NATIONAL =
  'AED ALL ARS AUD BAM BDT BHD BOB BRL BYN CAD CHF CLP CNY COP CRC CZK DKK DOP DZD EGP GBP GEL GHS GTQ HKD HUF IDR ' +
  'ILS INR ISK JOD JPY KES KRW KWD KZT LBP LKR MAD MDL MKD MUR MXN MYR NGN NOK NPR NZD OMR PEN PHP PKR PLN PYG QAR ' +
  'RON RSD RUB SAR SEK SGD THB TND TRY TWD TZS UAH UGX USD UYU UZS VND ZAR';
const EURO = 'AD AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MC ME MT NL PT SI SK SM VA XK';
const MONEY_OF: ReadonlyMap<string, string> = new Map([
  ...NATIONAL.split(' ').map((code): [string, string] => [code.slice(0, 2), code]),
  ...EURO.split(' ').map((country): [string, string] => [country, 'EUR']),
  ['LI', 'CHF'],
  ['EC', 'USD'],
  ['SV', 'USD'],
  ['PR', 'USD'],
]);

/** The currency that a country (ISO 3166-1 alpha-2) pays in; `null` for one that is not known here. */
export function currencyIn(country: string): string | null {
  return MONEY_OF.get(country) ?? null;
}

const SPACE = String.raw`[ \u00a0\u2007\u2009\u202f]`;
const MARK = String.raw`(?:\p{Sc}|[A-Z]{1,2}\$|[\p{L}]{1,5}\.?)`;
const SHAPE = new RegExp(
  String.raw`^(?<open>\()?${SPACE}?(?<lead>[-−–+])?${SPACE}?(?<before>${MARK})?${SPACE}*(?<inner>[-−–+])?${SPACE}?` +
    String.raw`(?<digits>\d(?:[.,'’´${SPACE.slice(1, -1)}]?\d)*|[.,]\d+)(?:[.,](?<dash>[-−–]{1,2}))?${SPACE}*(?<trail>[-−–])?${SPACE}*(?<after>(?![CcDd][Rr]\b)${MARK})?` +
    String.raw`${SPACE}*(?<tail>[-−–])?${SPACE}*(?<close>\))?${SPACE}*(?<side>CR|DR|Cr|Dr|cr|dr)?\.?$`,
  'u',
);
const MINUS = /[-−–]/;
/** What most amounts are: digits and separators, nothing around them. */
const BARE = /^\d(?:[.,]?\d)*$/;
const LEADING_ZEROS = /^0+(?=\d)/;
const SPACES = /[\u00a0\u2007\u2009\u202f]/g;

/** Digits with their grouping taken out, or `null` when the groups are neither thousands nor Indian lakhs. */
function ungroup(text: string, separator: string): string | null {
  const groups = text.split(separator);
  if (groups.length === 1) return text;
  const [first = '', ...rest] = groups;
  const last = rest.at(-1) ?? '';
  if (last.length !== 3 || first.length === 0 || first.length > 3 || (first.length > 1 && first.startsWith('0')))
    return null;
  const middle = rest.slice(0, -1);
  const thousands = middle.every((g) => g.length === 3);
  const lakhs = first.length <= 2 && middle.length > 0 && middle.every((g) => g.length === 2);
  return thousands || lakhs ? groups.join('') : null;
}

/** The number behind digits with separators; `mark` decides what the text leaves open. */
function parseDigits(printed: string, mark: DecimalMark): Omit<Amount, 'currency'> | null {
  let text = printed;
  const bare = BARE.test(text);
  if (!bare) text = text.replace(SPACES, ' ').trim();
  const apart = bare ? undefined : /['’´ ]/.exec(text)?.[0];
  if (apart !== undefined) {
    const point = text.search(/[.,](?=[^.,]*$)/);
    const whole = ungroup(point < 0 ? text : text.slice(0, point), apart);
    if (whole === null || !/^\d+$/.test(whole)) return null;
    text = whole + (point < 0 ? '' : text.slice(point));
    if (!/^\d+(?:[.,]\d+)?$/.test(text)) return null;
    const shows = point < 0 ? null : text[whole.length] === ',' ? ',' : '.';
    const decimals = shows === null ? 0 : text.length - whole.length - 1;
    return { value: text.replace(',', '.'), shows, decimals };
  }
  const dots = text.split('.').length - 1;
  const commas = text.split(',').length - 1;
  if (dots + commas === 0) return { value: text, shows: null, decimals: 0 };
  let decimal: DecimalMark | null;
  let shows: DecimalMark | null;
  if (dots > 0 && commas > 0) {
    decimal = text.lastIndexOf('.') > text.lastIndexOf(',') ? '.' : ',';
    shows = decimal;
    if ((decimal === '.' ? dots : commas) > 1) return null;
  } else {
    const only: DecimalMark = dots > 0 ? '.' : ',';
    const other: DecimalMark = only === '.' ? ',' : '.';
    if (dots + commas > 1) {
      decimal = null;
      shows = other;
    } else {
      const [before = '', after = ''] = text.split(only);
      const open = after.length === 3 && /^[1-9]\d{0,2}$/.test(before);
      decimal = !open || mark === only ? only : null;
      shows = open ? null : only;
    }
  }
  const point = decimal === null ? -1 : text.lastIndexOf(decimal);
  const whole = point < 0 ? text : text.slice(0, point);
  const fraction = point < 0 ? '' : text.slice(point + 1);
  const separator = decimal === '.' ? ',' : decimal === ',' ? '.' : dots > 0 ? '.' : ',';
  const joined = ungroup(whole, separator);
  if (joined === null || !/^\d*$/.test(joined) || !/^\d*$/.test(fraction)) return null;
  if (point >= 0 && fraction.length === 0) return null;
  const value = fraction === '' ? joined : `${joined || '0'}.${fraction}`;
  return { value, shows, decimals: fraction.length };
}

/**
 * Understands one printed amount: any grouping (point, comma, apostrophe, space, Indian), sign before or after,
 * brackets, CR and DR, currency sign or code before or after. `mark` decides what the text leaves open (`1.234`).
 * `null` when the text is no single amount.
 */
export function parseAmount(text: string, mark: DecimalMark = '.'): Amount | null {
  if (BARE.test(text)) {
    const number = parseDigits(text, mark);
    return number && { ...number, value: number.value.replace(LEADING_ZEROS, ''), currency: null };
  }
  const groups = SHAPE.exec(text.trim())?.groups;
  if (groups?.digits === undefined) return null;
  const { open, close, lead, before, inner, digits, dash, trail, after, tail, side } = groups;
  if ((open === undefined) !== (close === undefined)) return null;
  const signs = [before, after].filter((s) => s !== undefined);
  const currencies = signs.map(currencyOf);
  if (currencies.includes(null)) return null;
  const number = parseDigits(digits, mark);
  if (number === null) return null;
  const minus = [lead, inner, trail, tail].some((s) => s !== undefined && MINUS.test(s));
  const credit = side?.toUpperCase() === 'CR';
  const negative = (minus || open !== undefined || credit) && /[1-9]/.test(number.value);
  const plain = number.value.replace(LEADING_ZEROS, '');
  return {
    value: negative ? `-${plain}` : plain,
    shows: dash === undefined ? number.shows : null,
    currency: currencies[0] ?? null,
    decimals: dash === undefined ? number.decimals : 2,
  };
}

/** Sum of decimal texts; `0` of none. */
export function add(...values: readonly string[]): string {
  return values.reduce((sum, v) => sum.plus(v), new Big(0)).toFixed();
}

/** `a - b`. */
export function subtract(a: string, b: string): string {
  return new Big(a).minus(b).toFixed();
}

/** `a · b`, exact. */
export function multiply(a: string, b: string): string {
  return new Big(a).times(b).toFixed();
}

/** `value` with `decimals` decimals, halves away from zero. */
export function round(value: string, decimals: number): string {
  return new Big(value).toFixed(decimals, Big.roundHalfUp);
}

/** Below zero when `a < b`, 0 when equal, above zero when `a > b`. */
export function compare(a: string, b: string): number {
  return new Big(a).cmp(b);
}

/**
 * An amount as a whole number of ten-thousandths, exact up to 900 billion. For searches over thousands of sums, which
 * have no time for arithmetic on text.
 */
export function units(value: string): number {
  return Math.round(Number(value) * 10_000);
}

/** Whether two decimal texts are equal, or no further apart than `tolerance`. */
export function equal(a: string, b: string, tolerance = '0'): boolean {
  return new Big(a).minus(b).abs().lte(tolerance);
}

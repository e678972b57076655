import { findDates } from '../../core/dates.ts';
import { countryOf, isCountry } from './country.ts';
import { LEGAL_FORM } from './legal-form.ts';

/** The line of an address that holds postcode and town, taken apart. */
export interface Place {
  readonly postcode: string | null;
  readonly city: string;
  readonly region: string | null;
  /** ISO 3166-1 alpha-2, where the line names it. */
  readonly country: string | null;
  /** How sure the form is, 0 to 1: a postcode of a known form is surer than bare digits behind a word. */
  readonly sure: number;
}

const CITY = String.raw`(?<city>\p{L}[\p{L}\p{M} .'’/()-]{1,40}?)`;
const TAIL = String.raw`(?:(?<gap>[ ,]+)(?<tail>[\p{L}][\p{L} .]+))?`;
/** A state or county between town and postcode: a code, or capitalised words behind a comma or in brackets. */
const REGION = String.raw`(?:(?:[ ,]+|/| ?[–-] ?)(?<region>[A-Z]{2,3})|, ?(?<county>\p{Lu}[\p{L}.]+(?: \p{Lu}[\p{L}.]+){0,2})| \((?<state>\p{Lu}[\p{L} -]+)\))?`;
const BETWEEN = '(?:[ ,]+| ?[–-] ?)';
/** Letters before a postcode that name the country, where they differ from its ISO code. */
const ROAD_SIGNS: Readonly<Record<string, string>> = {
  D: 'DE',
  A: 'AT',
  F: 'FR',
  B: 'BE',
  L: 'LU',
  I: 'IT',
  E: 'ES',
  P: 'PT',
  S: 'SE',
  N: 'NO',
  H: 'HU',
};

/** What every postcode below contains: looked for first, as few lines have any. */
const POSTCODE = /\d{4}|\d{2}-\d{3}|\d{3} \d{2}|[A-Z]\d/;

/** Whether a text can hold a postcode. */
export const mayHoldPostcode = (text: string): boolean => POSTCODE.test(text);

/** A form of the line with postcode and town: what stands before the postcode and after it. */
const form = (before: string, postcode: string, after: string, sure: number, home: string | null) => ({
  postcode: new RegExp(postcode),
  line: new RegExp(`^${before}(?<postcode>${postcode})${after}${TAIL}$`, 'u'),
  sure,
  home,
});
const r = String.raw;

/** Counties that are still printed between a British town and its postcode. */
const COUNTY = r`(?:\p{Lu}\p{L}+ )?\p{Lu}\p{L}+shire|(?:East |West )?Sussex|Kent|Surrey|Essex|Norfolk|Suffolk|Devon|Dorset|Cornwall|Somerset|Cumbria|Merseyside|West Midlands|Greater \p{Lu}\p{L}+`;
const DUTCH = r`[1-9]\d{3} ?[A-Z]{2}`;
const POLISH = r`\d{2}-\d{3}`;
const PORTUGUESE = r`\d{4}-\d{3}`;
const BRAZILIAN = r`\d{5}-\d{3}`;
const JAPANESE = r`\d{3}-\d{4}`;
const ARGENTINE = r`[A-HJ-NP-Z]\d{4}(?:[A-Z]{3})?`;
const BRITISH = r`[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}`;
const IRISH = r`[ACDEFHKNPRTVWXY]\d[\dW] ?[A-Z\d]{4}`;
const CANADIAN = r`[A-Z]\d[A-Z] ?\d[A-Z]\d`;

/** Forms of the line with postcode and town, the most telling first. */
const FORMS = [
  form('(?:NL[- ]+)?', DUTCH, `[ ,]+${CITY}`, 0.95, 'NL'),
  form('(?:PL[- ]+)?', POLISH, `[ ,]+${CITY}`, 0.95, 'PL'),
  form('(?:PT[- ]+)?', PORTUGUESE, `[ ,]+${CITY}`, 0.95, 'PT'),
  form('', BRAZILIAN, `${BETWEEN}${CITY}${REGION}`, 0.95, 'BR'),
  form('〒? ?', JAPANESE, `[ ,]+${CITY}`, 0.8, 'JP'),
  form('', ARGENTINE, `[ ,]+${CITY}`, 0.95, 'AR'),
  form('(?:(?<cc>[A-Z]{1,2})[- ]+)', r`\d{4,6}`, `[ ,]+${CITY}`, 1, null),
  form('', r`\d{4,5}`, `${BETWEEN}${CITY}`, 0.8, null),
  form('(?:(?<cc>[A-Z]{2})[- ])?', r`\d{3} \d{2}`, `[ ,]+${CITY}`, 0.8, null),
  form(`(?:${CITY}(?:, (?<county>${COUNTY}))?[ ,]+)?`, BRITISH, '', 0.9, 'GB'),
  form(`(?:${CITY}(?: \\d{1,2}W?)?(?:, (?<county>(?:Co\\.? )?\\p{Lu}[\\p{L}.]+))?[ ,]+)?`, IRISH, '', 0.6, 'IE'),
  form(
    `${CITY}(?:[ ,]+(?<region>[A-Z]{2}|[A-Z][a-z]+(?: [A-Z][a-z]+)?)| \\((?<state>\\p{Lu}[\\p{L} -]+)\\))?[ ,]*`,
    CANADIAN,
    '',
    0.95,
    'CA',
  ),
  form(`${CITY}[ ,]+(?<region>NSW|VIC|QLD|SA|WA|TAS|NT|ACT)[ ,]+`, r`\d{4}`, '', 0.95, 'AU'),
  form(`${CITY},? +(?<region>[A-Z]{2}),? +`, r`\d{5}(?:-\d{4})?`, '', 0.95, 'US'),
  form(`${CITY}[ ,]+`, r`LV-\d{4}|LT-\d{5}|MD-\d{4}`, '', 0.95, null),
  form(`${CITY}${BETWEEN}`, DUTCH, '', 0.65, 'NL'),
  form(`${CITY}${BETWEEN}`, POLISH, '', 0.65, 'PL'),
  form(`${CITY}${BETWEEN}`, PORTUGUESE, '', 0.65, 'PT'),
  form(`${CITY}${REGION}${BETWEEN}`, BRAZILIAN, '', 0.95, 'BR'),
  form(`${CITY}${REGION}${BETWEEN}〒?`, JAPANESE, '', 0.6, 'JP'),
  form(`${CITY}${BETWEEN}`, ARGENTINE, '', 0.65, 'AR'),
  form(`${CITY}[ ,]+`, r`[A-Z]{3} ?\d{4}`, '', 0.5, 'MT'),
  form(`${CITY}${REGION}${BETWEEN}`, r`\d{3} \d{3}|\d{3} \d{2}|\d{4,7}`, '', 0.6, null),
  form('', r`\d{6}`, `[ ,]+${CITY}`, 0.6, null),
];

/** Words that only say that a postcode follows ("CEP 01310-100", "C.P. 06600"). */
const ANNOUNCED = /(^|[ ,-]+)(?:C\.? ?P\.?|CEP|C\.?A\.?P\.?|PLZ|ZIP|PIN(?: ?code)?|Postcode|Postal code)[:. ]+(?=\d)/i;

/** A postcode with nothing beside it, where its form or a word says that it is one. */
const LONE =
  /^(?:(?:C\.? ?P\.?|CEP|C\.?A\.?P\.?|PLZ|ZIP|PIN(?: ?code)?|Postcode|Postal code)[:. ]+(\d[\d -]{2,8}\d)|(\d{5}-\d{3}))$/i;

/** Words that make digits before them a house number, not a postcode. */
const STREET_ALONE =
  /(?:[\p{L}\d.]+ (?:st|dr)|(?:^|[ .])(?:rue|avenue|av|boulevard|bd|chemin|impasse|route|quai|place|road|rd|street|lane|ln|drive|court|square|highway|parkway|way|suite|floor|ave|blvd))(?:[ .,]|$)/iu;

/** Takes a line of postcode and town apart; `null` when it is none. */
export function placeOf(printed: string, languages: readonly string[]): Place | null {
  const text = printed
    .replace(/[,;.]+$/, '')
    .replace(ANNOUNCED, '$1')
    .replace(/\(([A-Z]?\d{4,7})\)/, '$1')
    .trim();
  if (text.length > 70 || !mayHoldPostcode(text)) return null;
  const lone = LONE.exec(printed.trim())
    ?.slice(1)
    .find((code) => code !== undefined);
  if (lone !== undefined) return { postcode: lone, city: '', region: null, country: null, sure: 0.72 };
  for (const { postcode: code, line, sure, home } of FORMS) {
    // The postcode alone rules out most of these long expressions, before they are compiled even.
    if (!code.test(text)) continue;
    const groups = line.exec(text)?.groups;
    if (groups === undefined) continue;
    const { postcode, cc, tail } = groups;
    let region = groups.region ?? groups.county ?? groups.state;
    let city = groups.city ?? '';
    const named = tail === undefined ? null : countryOf(tail, languages);
    // What follows the town and is no country is a state behind a comma, else a part of its name.
    if (tail !== undefined && named === null) {
      if (groups.gap?.includes(',') && region === undefined) region = tail;
      else city = `${city} ${tail}`.trim();
    }
    const province = /^(.*\p{L}) \((\p{Lu}[\p{L} .-]+)\)$/u.exec(city) ?? /^(\p{Lu}.*\p{Ll}) ([A-Z]{2})$/u.exec(city);
    if (province?.[1] !== undefined) city = province[1];
    // A district before the town that it belongs to ("Konak / İzmir").
    const district = /^(\p{L}[\p{L} .]+) ?\/ ?(\p{Lu}\p{L}{2,})$/u.exec(city);
    if (district?.[2] !== undefined) city = district[2];
    if (!/\p{L}{2}/u.test(city) && groups.city !== undefined) continue;
    if (/\d/.test(city) || (cc === undefined && STREET_ALONE.test(city))) continue;
    const sign = cc === undefined ? null : (ROAD_SIGNS[cc] ?? (isCountry(cc) ? cc : null));
    if (cc !== undefined && sign === null) continue;
    if (sure < 0.7 && city !== '' && !/\p{L}{4}/u.test(city)) continue;
    return {
      postcode: postcode ?? null,
      city: city.trim(),
      region: region ?? province?.[2] ?? null,
      country: sign ?? named ?? (sure > 0.9 ? home : null),
      sure,
    };
  }
  return null;
}

/** The town in a line of its own, parted from the state behind it ("Recife - PE"). */
export function townOf(text: string): { readonly city: string; readonly region?: string } {
  const parts = /^(.*\p{L})(?: ?[-–/,] ?| \()([A-Z]{2,3})\)?,?$/u.exec(text);
  return parts?.[1] === undefined || parts[2] === undefined
    ? { city: text.replace(/,$/, '') }
    : { city: parts[1], region: parts[2] };
}

const STREET_WORD =
  /(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|ring|damm|ufer|hof|chaussée|rue|avenue|boulevard|chemin|impasse|route|quai|place|road|street|lane|drive|court|square|highway|parkway|way|calle|plaza|via|viale|piazza|corso|laan|straat|plein|gracht|kade|ulica|ul\.|rua|sokak|cad\.|mah\.|vej|gata|gatan|gate|katu|postfach|p\.? ?o\.? ?box|boîte postale|suite|floor|plot|estate|sector|nagar|marg|jalan|jln\.?|lorong|persiaran|lebuh)(?!\p{L})/iu;
const STREET_SHORT =
  /\b(?:shop|lvl|level|blk|block|lot|lote|nave|km|sala|st|ave|av|blvd|bd|rd|dr|ln|ste|apt|hwy|pl|sq|fl|unit)\b\.?/i;

/** A date in a language that nobody told of. */
const DAY_AND_YEAR = /^\d{1,2}\.? .*\b(?:19|20)\d{2}\.?$/;

/** Accounts, routing numbers and telephones are that long; no house has such a number. */
export const LONG_NUMBER = /\d{7}/;

/** How much a line looks like street and house number, 0 to 1. */
export function streetness(text: string): number {
  if (LONG_NUMBER.test(text)) return 0;
  if (findDates(text).length > 0 || (LEGAL_FORM.test(text) && !/\d/.test(text)) || DAY_AND_YEAR.test(text)) return 0;
  const word = STREET_WORD.test(text) ? 0.5 : STREET_SHORT.test(text) ? 0.35 : 0;
  const ended = /\p{L}[\p{L}\p{M}.'’ -]*[ .,]+\d+ ?(?:[-/+–] ?\d+)? ?[a-z]?(?:[-/]\w+)?$/iu.test(text) ? 0.45 : 0;
  const started = /^(?:n[°º] ?)?\d+[a-z]?(?:[-/]\d+)?,? +(?:bis |ter )?\p{L}/iu.test(text) ? 0.45 : 0;
  return Math.min(1, word + Math.max(ended, started, /\d/.test(text) ? 0.1 : 0));
}

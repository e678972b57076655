import {
  HEADER_FIELDS,
  keysOf,
  PARTY_FIELDS,
  PARTY_ROLES,
  ROW_FIELDS,
  type RowGroup,
  type TOTAL_FIELDS,
} from '../../core/fields.ts';
import { type Box, union } from '../../core/geometry.ts';
import type { Problem } from '../../core/page.ts';
import type { Entry } from '../../core/ports.ts';
import type { Field, InvoiceRecord } from '../../core/record.ts';
import { count, outcome, probability, shortId, toneOf } from './format.ts';
import { type Column, table } from './table.ts';
import { cut, flow, pad, printable, type Terminal, type Tone, widthOf } from './terminal.ts';

/** Off a terminal lines are as long as they need to be, but the header does not stretch to fill them. */
const HEADER_WIDTH = 100;
const LABEL_WIDTH = 9;

/** One record as a person reads it: every value with its confidence, reader, page and printed text. */
export function recordLines(entry: Entry, terminal: Terminal, options: { readonly box: boolean }): string[] {
  const { summary, record } = entry;
  const lines = headerLines(entry, terminal);
  if (record === null) {
    if (summary.problem !== null) lines.push('', ...problemLines([summary.problem], terminal));
    return lines;
  }
  const groups = fieldGroups(record);
  lines.push(...fieldLines(groups, terminal, options.box));
  if (record.lines.length > 0) lines.push('', ...lineItemLines(record, terminal, options.box));
  if (record.checks.length > 0) lines.push('', ...checkLines(record, terminal));
  if (record.reasons.length > 0) lines.push('', ...reasonLines(record, terminal));
  if (record.problems.length > 0) lines.push('', ...problemLines(record.problems, terminal));
  return lines;
}

function headerLines({ summary, record, paths }: Entry, terminal: Terminal): string[] {
  const width = Math.min(terminal.width, HEADER_WIDTH) - 2;
  const word = outcome(summary);
  const room = width - widthOf(word) - 2;
  const number = cut(printable(summary.number ?? 'no number'), Math.min(36, room));
  const parties = [summary.seller, summary.buyer].map((name) => (name === null ? '' : printable(name)));
  const between =
    parties[0] && parties[1]
      ? `${parties[0]} to ${parties[1]}`
      : parties[0] || (parties[1] && `to ${parties[1]}`) || '';
  const named = `${pad(number, width < 78 ? 0 : 24)}  `;
  const left = pad(named + cut(between, Math.max(0, room - widthOf(named))), room);
  const facts = [
    printable(summary.file),
    ...(summary.pages === null ? [] : [count(summary.pages, 'page')]),
    shortId(summary.id),
    ...(record === null
      ? []
      : [record.readers.length > 0 ? `read by ${record.readers.join(', ')}` : 'nothing to read']),
    ...(record?.eInvoice
      ? [
          [record.eInvoice.syntax, record.eInvoice.profile]
            .filter(Boolean)
            .map((text) => printable(String(text)))
            .join(' '),
        ]
      : []),
  ];
  return [
    summary.number === null && record === null
      ? `  ${pad(cut(printable(summary.file), room), room)}  ${terminal.tint(toneOf(word), word)}`
      : `  ${terminal.tint('bold', left)}  ${terminal.tint(toneOf(word), word)}`,
    ...flow(facts, width, ' · ').map((line) => `  ${terminal.tint('dim', line)}`),
    ...paths.slice(1).map((path) => `  ${terminal.tint('dim', `also at ${printable(path)}`)}`),
  ];
}

interface Shown {
  readonly label: string;
  readonly field: Field;
  /** Written after the value: the currency of an amount. */
  readonly unit: string;
}

/** Labels that read better than the field's name in words. */
const LABELS: Readonly<Record<string, string>> = {
  typeCode: 'type',
  issueDate: 'issued',
  dueDate: 'due',
  deliveryDate: 'delivered',
  periodStart: 'period from',
  periodEnd: 'period to',
  vatId: 'VAT id',
  taxId: 'tax number',
  registrationId: 'register',
  electronicAddress: 'e-address',
  email: 'e-mail',
  postcode: 'post code',
  lineTotal: 'line total',
  allowanceTotal: 'allowances',
  chargeTotal: 'charges',
  due: 'amount due',
  iban: 'IBAN',
  bic: 'BIC',
  creditorId: 'creditor id',
  shipTo: 'ship to',
};

function label(name: string): string {
  return LABELS[name] ?? name.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
}

/** Everything of the record that has a value, in groups that are shown apart. */
function fieldGroups(record: InvoiceRecord): Shown[][] {
  const { header, parties, totals } = record;
  const currency = header.currency?.value ?? '';
  const taxCurrency = header.taxCurrency?.value ?? currency;
  const one = (name: string, field: Field | undefined, unit = ''): Shown[] =>
    field ? [{ label: label(name), field, unit }] : [];
  const rows = <G extends RowGroup>(group: G) =>
    record[group].flatMap((row, i) =>
      keysOf(ROW_FIELDS[group]).flatMap((name) => {
        const spec = (ROW_FIELDS[group] as Record<string, { kind: string }>)[name];
        const field = (row as Record<string, Field | undefined>)[name];
        return one(name, field, spec?.kind === 'amount' ? currency : '').map((shown) => ({
          ...shown,
          label: `${SINGULAR[group]}${record[group].length > 1 ? ` ${i + 1}` : ''} ${shown.label}`,
        }));
      }),
    );
  const taxes = record.taxes.flatMap(({ category, rate, basis, amount, reason }) => {
    const name = ['tax', rate ? `${rate.value} %` : (category?.value ?? '')].filter(Boolean).join(' ');
    return [
      ...(basis ? [{ label: `${name} on`, field: basis, unit: currency }] : []),
      ...(amount ? [{ label: name, field: amount, unit: currency }] : []),
      ...(reason ? [{ label: `${name} reason`, field: reason, unit: '' }] : []),
    ];
  });
  const total = (...names: (keyof typeof TOTAL_FIELDS)[]) =>
    names.flatMap((name) => one(name, totals[name], name === 'taxInTaxCurrency' ? taxCurrency : currency));
  // One row of the breakdown says the same as the total tax.
  const [onlyTax] = record.taxes;
  const taxTotal = record.taxes.length === 1 && onlyTax?.amount?.value === totals.tax?.value ? [] : total('tax');
  return [
    keysOf(HEADER_FIELDS).flatMap((name) => one(name, header[name])),
    ...PARTY_ROLES.map((role) =>
      keysOf(PARTY_FIELDS).flatMap((name) =>
        one(name, parties[role][name]).map((shown) => ({
          ...shown,
          label: name === 'name' ? label(role) : `  ${shown.label}`,
        })),
      ),
    ),
    record.accounts.flatMap((row) => keysOf(ROW_FIELDS.accounts).flatMap((name) => one(name, row[name]))),
    rows('precedingInvoices'),
    rows('allowances'),
    rows('charges'),
    [
      ...total('lineTotal', 'allowanceTotal', 'chargeTotal', 'net'),
      ...taxes,
      ...taxTotal,
      ...total('taxInTaxCurrency', 'gross', 'prepaid', 'rounding', 'due'),
    ],
  ].filter((group) => group.length > 0);
}

const SINGULAR: Readonly<Record<RowGroup, string>> = {
  accounts: 'account',
  precedingInvoices: 'earlier',
  taxes: 'tax',
  allowances: 'allowance',
  charges: 'charge',
  lines: 'line',
};

function fieldLines(groups: readonly Shown[][], terminal: Terminal, box: boolean): string[] {
  // Where there is room, the value is what is worth it.
  const roomy = terminal.width >= 100;
  const columns: Column<Shown>[] = [
    { text: ({ label }) => label, least: 10 },
    { text: ({ field, unit }) => printable([field.value, unit].filter(Boolean).join(' ')), least: roomy ? 36 : 16 },
    { text: ({ field }) => probability(field.confidence), tint: (_, text) => terminal.tint('dim', text) },
    {
      text: ({ field }) => (field.state === 'proven' ? '' : field.state),
      tint: ({ field }, text) => terminal.tint(stateTone(field), text),
    },
    { text: ({ field }) => readersOf(field), spare: 1, tint: (_, text) => terminal.tint('dim', text) },
    { text: ({ field }) => pageOf(field), tint: (_, text) => terminal.tint('dim', text) },
    ...(box ? [{ text: ({ field }: Shown) => boxText(boxOf([field])) }] : []),
    { text: ({ field }) => printedText(field), least: 8, spare: 2, tint: (_, text) => terminal.tint('dim', text) },
  ];
  // One table, so that columns stand under each other; blank lines go in afterwards.
  const lines = table(groups.flat(), columns, { width: terminal.width });
  let at = 0;
  return groups.flatMap((group) => {
    const part = lines.slice(at, at + group.length);
    at += group.length;
    return ['', ...part];
  });
}

function stateTone({ state }: Field): Tone {
  return state === 'conflicting' ? 'red' : state === 'unproven' ? 'yellow' : 'green';
}

/** The readings that support the value, those with a place on a page first. */
function supporting(field: Field): Field['readings'] {
  const same = field.readings.filter((reading) => reading.value === field.value);
  return [...same].sort((a, b) => Number(a.page === null) - Number(b.page === null));
}

function readersOf(field: Field): string {
  return [...new Set(field.readings.filter(({ value }) => value === field.value).map(({ reader }) => reader))].join(
    ', ',
  );
}

function pageOf(field: Field): string {
  const page = supporting(field)[0]?.page;
  return page ? `p${page}` : '';
}

function printedText(field: Field): string {
  const [reading] = supporting(field);
  const other = field.readings.find(({ value }) => value !== field.value);
  const parts = [
    // What is printed as it stands need not be said twice.
    ...(reading?.page && reading.text !== field.value ? [`"${printable(reading.text)}"`] : []),
    ...(field.state === 'conflicting' && other ? [`${other.reader} says "${printable(other.text)}"`] : []),
  ];
  return parts.join('   ');
}

function boxOf(fields: readonly (Field | undefined)[]): Box | null {
  return union(
    fields.flatMap(
      (field) => field?.readings.find(({ value, box }) => box !== null && value === field.value)?.box ?? [],
    ),
  );
}

function boxText(box: Box | null): string {
  if (box === null) return '';
  const [x, y, w, h] = [box.x, box.y, box.w, box.h].map((points) => points.toFixed(0));
  return `${x},${y} ${w}x${h}`;
}

type LineItem = InvoiceRecord['lines'][number];

function lineItemLines(record: InvoiceRecord, terminal: Terminal, box: boolean): string[] {
  const value = (field: Field | undefined) => printable(field?.value ?? '');
  const cellsOf = (line: LineItem) => Object.values(line).filter((field) => field !== undefined);
  const least = (line: LineItem) =>
    cellsOf(line).reduce<Field | null>(
      (low, field) => (low === null || field.confidence < low.confidence ? field : low),
      null,
    );
  const worst = (line: LineItem) =>
    cellsOf(line).find(({ state }) => state === 'conflicting') ??
    cellsOf(line).find(({ state }) => state === 'unproven');
  const index = new Map(record.lines.map((line, i) => [line, String(i + 1)]));
  const dim = (_: LineItem, text: string) => terminal.tint('dim', text);
  const columns: Column<LineItem>[] = [
    { title: 'line', text: (line) => value(line.position) || (index.get(line) ?? ''), align: 'right' },
    { title: 'quantity', text: (line) => value(line.quantity), align: 'right' },
    { title: '', text: (line) => value(line.unit), least: 3 },
    { title: 'description', text: (line) => value(line.description) || value(line.details), least: 10 },
    { title: 'article', text: (line) => value(line.articleNumber), least: 6, spare: 3 },
    { title: 'price', text: (line) => value(line.unitPrice), align: 'right' },
    {
      title: 'tax',
      text: (line) => (line.taxRate ? `${value(line.taxRate)} %` : value(line.taxCategory)),
      align: 'right',
      spare: 2,
    },
    { title: 'net', text: (line) => value(line.net), align: 'right' },
    { title: 'gross', text: (line) => (line.net ? '' : value(line.gross)), align: 'right' },
    { title: '', text: (line) => probability(least(line)?.confidence ?? 0), spare: 1, tint: dim },
    {
      title: '',
      text: (line) => worst(line)?.state ?? '',
      spare: 1,
      tint: (line, text) => terminal.tint(worst(line)?.state === 'conflicting' ? 'red' : 'yellow', text),
    },
    {
      title: '',
      text: (line) =>
        cellsOf(line)
          .map(pageOf)
          .find((page) => page !== '') ?? '',
      spare: 1,
      tint: dim,
    },
    ...(box ? [{ title: 'box', text: (line: LineItem) => boxText(boxOf(cellsOf(line))) }] : []),
  ];
  return table(record.lines, columns, { width: terminal.width, header: (text) => terminal.tint('dim', text) });
}

/** Lines that begin with a label once and are broken to the width. */
function labelled(
  name: string,
  parts: readonly string[],
  terminal: Terminal,
  tint: (text: string) => string = (text) => text,
): string[] {
  const indent = LABEL_WIDTH + 2;
  const width = Math.min(terminal.width, 120) - indent;
  return flow(
    parts.flatMap((part) => wrap(part, width)),
    width,
    '   ',
  ).map((line, i) => `  ${pad(i === 0 ? name : '', LABEL_WIDTH)}${tint(line)}`);
}

function wrap(text: string, width: number): string[] {
  return widthOf(text) <= width ? [text] : flow(text.split(' '), width, ' ');
}

function checkLines({ checks }: InvoiceRecord, terminal: Terminal): string[] {
  const passed = checks.filter((check) => check.passed);
  const failed = checks.filter((check) => !check.passed);
  return [
    ...labelled('checks', [...new Set(passed.map(({ message }) => printable(message)))], terminal),
    ...failed.flatMap(({ message, rule }, i) =>
      labelled(i === 0 ? 'against' : '', [`${printable(message)}${rule ? `  ${rule}` : ''}`], terminal, (text) =>
        terminal.tint('red', text),
      ),
    ),
  ];
}

function reasonLines({ reasons, verdict }: InvoiceRecord, terminal: Terminal): string[] {
  return reasons.flatMap(({ code, message, rule, severity }, i) => {
    const [head = '', ...rest] = labelled(
      i === 0 ? verdict : '',
      [`${code}  ${printable(message)}${rule ? ` (${rule})` : ''}`],
      terminal,
    );
    const tone: Tone = severity === 'error' ? 'red' : severity === 'warning' ? 'yellow' : 'dim';
    return [head.replace(code, terminal.tint(tone, code)), ...rest];
  });
}

function problemLines(problems: readonly Problem[], terminal: Terminal): string[] {
  return problems.flatMap(({ code, message, hint, page }, i) =>
    labelled(
      i === 0 ? 'problem' : '',
      [
        `${code}  ${page && !/\bpage\b/i.test(message) ? `page ${page}: ` : ''}${printable(message)}${hint ? ` ${printable(hint)}` : ''}`,
      ],
      terminal,
    ),
  );
}

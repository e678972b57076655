import { KINDS } from '../../../core/kinds.ts';
import type { Entry, Summary } from '../../../core/ports.ts';
import { shortId } from '../../../core/record-id.ts';
import { count, outcome, pagesText, toneOf } from '../format.ts';
import { cut, flow, pad, printable, type Terminal, widthOf } from '../terminal.ts';
import { fieldGroups, fieldLines } from './fields.ts';
import { checkLines, problemLines, reasonLines } from './findings.ts';
import { lineItemLines } from './line-items.ts';

/** Off a terminal lines are as long as they need to be, but the header does not stretch to fill them. */
const HEADER_WIDTH = 100;

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
  // A problem of the document beside a record: it was read again in vain.
  const problems = summary.problem === null ? record.problems : [summary.problem, ...record.problems];
  if (problems.length > 0) lines.push('', ...problemLines(problems, terminal));
  return lines;
}

/** The file of an invoice; where it holds several, which pages of it and which of them. */
export function fileFacts(summary: Summary): readonly string[] {
  const { part, parts } = summary;
  const file = printable(summary.file);
  if (parts === 1) return [file];
  return [`${pagesText(summary)} of ${file}`, `invoice ${part} of ${parts}`];
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
    ...(summary.kind === null || summary.kind === 'invoice' ? [] : [KINDS[summary.kind].name]),
    ...fileFacts(summary),
    ...(summary.pages === null || summary.parts > 1 ? [] : [count(summary.pages, 'page')]),
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

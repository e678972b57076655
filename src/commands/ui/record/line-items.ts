import type { Field, InvoiceRecord } from '../../../core/record.ts';
import { probability } from '../format.ts';
import { type Column, table } from '../table.ts';
import { printable, type Terminal } from '../terminal.ts';
import { boxOf, boxText, pageOf } from './evidence.ts';

type LineItem = InvoiceRecord['lines'][number];

/** The table of line items; each row with the lowest probability of its values. */
export function lineItemLines(record: InvoiceRecord, terminal: Terminal, box: boolean): string[] {
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
    { title: 'description', text: (line) => value(line.description) || value(line.details), least: 10, most: 60 },
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

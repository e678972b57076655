import type { ScalarPath } from '../../core/fields.ts';
import type { OpenedDocument } from '../../core/page.ts';
import type { Reader, Reading, Readings } from '../../core/reading.ts';
import { accountRows } from './accounts.ts';
import { rank } from './candidate.ts';
import { currencies } from './currency.ts';
import { homesOf } from './currency-places.ts';
import { withTermOrder } from './date-terms.ts';
import { headerCandidates } from './header.ts';
import { kindSigns } from './kind/signs.ts';
import { partyCandidates } from './parties.ts';
import { readReceipt, receiptOf } from './receipt/receipt.ts';
import { announcedOf } from './spots.ts';
import { readLineItems } from './table/line-items.ts';
import { boundRows, onlyTax, taxRows, withBasis } from './taxes.ts';
import { totalCandidates } from './totals.ts';
import { type DocumentView, viewOf } from './view.ts';

/** What the words of a document say. Candidates of each field with scores; fusing chooses among them. */
export function readView(seen: DocumentView): Readings {
  const announced = announcedOf(seen);
  const view = withTermOrder(seen, announced);
  const accounts = accountRows(view, announced);
  const lines = readLineItems(view);
  const breakdown = taxRows(view);
  const parties = rank(partyCandidates(view, announced, accounts, lines));
  const homes = homesOf(parties['seller.country'], parties['buyer.country']);
  const money = rank(currencies(view, announced, homes));
  const scalars: { [P in ScalarPath]?: readonly Reading[] } = {
    ...rank([
      ...headerCandidates(view, announced, lines),
      ...totalCandidates(view, announced, breakdown.rows, money.currency?.[0]?.value ?? null),
    ]),
    ...money,
    ...parties,
  };
  const nets = [...(scalars['totals.net'] ?? []), ...(scalars['totals.lineTotal'] ?? [])];
  const wholes = [...(scalars['totals.gross'] ?? []), ...(scalars['totals.due'] ?? [])];
  const rows = boundRows(breakdown, nets, wholes, scalars['totals.rounding'] ?? []);
  const taxes = withBasis(rows.length > 0 ? rows : onlyTax(announced, scalars['totals.tax']?.[0]), nets);
  const found: Readings = { reader: 'words', scalars, rows: { accounts, taxes, lines }, findings: [] };
  const receipt = receiptOf(view, announced);
  const read = receipt === null ? found : readReceipt(receipt, announced, found);
  return { ...read, kinds: kindSigns(view, announced, read, receipt !== null) };
}

/** Reads what is printed: words on pages to candidates of fields. */
export const wordsReader: Reader = {
  name: 'words',
  read(document: OpenedDocument): Promise<Readings | null> {
    if (document.pages.every((page) => page.words.length === 0)) return Promise.resolve(null);
    return Promise.resolve(readView(viewOf(document)));
  },
};

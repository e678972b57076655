/**
 * Measures the e-invoice reader.
 *
 *   node scripts/einvoice-corpus.ts [FOLDER]        valid and invalid XML files with their `list.tsv`
 *   node scripts/einvoice-corpus.ts --flat PDFS OUT flat records of hybrid PDFs, for the scorer
 *
 * FOLDER is ../shared/einvoice-xml unless told. Exit status 1 when a file does not come out as its list says.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import Big from 'big.js';
import { InvoicectlError } from '../src/core/errors.ts';
import type { ScalarPath } from '../src/core/fields.ts';
import type { OpenedDocument } from '../src/core/page.ts';
import type { Reading, Readings, Row } from '../src/core/reading.ts';
import { einvoiceReader } from '../src/pipeline/einvoice/reader.ts';
import { openPdf } from '../src/pipeline/open.ts';

const [mode, ...rest] = process.argv.slice(2);
if (mode === '--flat') await writeFlat(rest[0] ?? '', rest[1] ?? '');
else await measure(mode ?? join(import.meta.dirname, '../../shared/einvoice-xml'));

async function measure(folder: string): Promise<void> {
  const list = join(folder, 'list.tsv');
  if (!existsSync(list)) {
    console.log(`${folder} is not here: nothing measured.`);
    return;
  }
  const [head = '', ...rows] = readFileSync(list, 'utf8').trimEnd().split('\n');
  const names = head.split('\t');
  let right = 0;
  const times: number[] = [];
  for (const row of rows) {
    const cells = row.split('\t');
    const gold = Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
    const bytes = readFileSync(join(folder, gold.file ?? ''));
    const wrong = await judge(bytes, gold);
    const start = performance.now();
    await einvoiceReader.read(bare(bytes, gold.file ?? '')).catch(() => null);
    times.push(performance.now() - start);
    if (wrong.length === 0) right++;
    else console.log(`${gold.file}\n  ${wrong.join('\n  ')}`);
  }
  times.sort((a, b) => a - b);
  console.log(
    `${right} of ${rows.length} as listed; ${times[times.length >> 1]?.toFixed(2)} ms median, ${times.at(-1)?.toFixed(2)} ms slowest`,
  );
  if (right < rows.length) process.exitCode = 1;
}

function bare(bytes: Uint8Array, name: string): OpenedDocument {
  return { kind: 'xml', pages: [], attachments: [{ name, bytes }], xmp: null, problems: [] };
}

/** What is not as the list says. */
async function judge(bytes: Uint8Array, gold: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const document = bare(bytes, gold.file ?? '');
  let readings: Readings | null;
  try {
    readings = await einvoiceReader.read(document);
  } catch (error) {
    if (!(error instanceof InvoicectlError)) throw error;
    return gold.validity === 'invalid' ? [] : [`refused: ${error.message}`];
  }
  if (readings === null) return ['not read'];
  const wrong: string[] = [];
  const info = readings.eInvoice;
  if (info?.syntax !== gold.syntax) wrong.push(`syntax ${info?.syntax}, not ${gold.syntax}`);
  const value = (path: ScalarPath) => readings.scalars[path]?.[0]?.value ?? '';
  const expect = (what: string, is: string, should: string | undefined) => {
    if (should !== undefined && should !== '' && is !== should) wrong.push(`${what} ${is || 'missing'}, not ${should}`);
  };
  expect('profile', info?.profile ?? '', gold.profile);
  expect('number', value('number'), gold.invoice_number);
  expect('currency', value('currency'), gold.currency);
  if (gold.payable) expect('payable', new Big(value('totals.due') || 0).toFixed(), new Big(gold.payable).toFixed());
  const lines = (readings.rows.lines ?? []).filter((line) => line.net !== undefined);
  expect('lines', String(lines.length), gold.lines);
  const found = readings.findings.map((f) => `${f.severity} ${f.message}`);
  if (gold.validity === 'valid') {
    for (const path of ['number', 'issueDate', 'seller.name', 'buyer.name'] as const)
      if (value(path) === '') wrong.push(`${path} missing`);
    wrong.push(...found.filter((f) => f.startsWith('error')));
  } else {
    const rule = gold.rule ?? '';
    const rules = readings.findings.map((f) => f.rule ?? '');
    const named =
      rule === 'Peppol rule'
        ? rules.some((r) => r.startsWith('PEPPOL'))
        : rule.startsWith('schema')
          ? readings.findings.some((f) => f.severity === 'error')
          : rules.some((r) => r === rule || r.startsWith(`${rule}-`));
    if (!named) wrong.push(`no ${rule} among: ${rules.join(', ')}`);
  }
  return wrong;
}

async function writeFlat(from: string, to: string): Promise<void> {
  mkdirSync(to, { recursive: true });
  const flags = new Map<string, number>();
  for (const file of readdirSync(from).filter((name) => name.endsWith('.pdf'))) {
    const readings = await einvoiceReader.read(await openPdf(readFileSync(join(from, file))));
    if (readings === null) {
      console.log(`${file}: no e-invoice`);
      continue;
    }
    writeFileSync(join(to, `${basename(file, '.pdf')}.json`), JSON.stringify(flat(readings), null, 1));
    for (const f of readings.findings) {
      const key = `${f.severity} ${f.rule ?? f.code}`;
      if (!flags.has(key)) console.log(`${file}: ${f.severity} ${f.message}`);
      flags.set(key, (flags.get(key) ?? 0) + 1);
    }
  }
  console.log([...flags].map(([key, n]) => `${n} x ${key}`).join('\n'));
}

/** The flat form of the scorer, straight from one reader's readings. */
function flat(readings: Readings): object {
  const value = (path: ScalarPath) => readings.scalars[path]?.[0]?.value;
  const party = (role: 'seller' | 'buyer') => ({
    name: value(`${role}.name`),
    vat_id: value(`${role}.vatId`),
    tax_id: value(`${role}.taxId`),
    street: value(`${role}.street`),
    postcode: value(`${role}.postcode`),
    city: value(`${role}.city`),
    country: value(`${role}.country`),
  });
  const cell = (reading: Reading | undefined) => reading?.value;
  const line = (row: Row<'lines'>) => ({
    description: cell(row.description),
    quantity: cell(row.quantity),
    unit_price: cell(row.unitPrice),
    net_amount: cell(row.net),
    tax_rate: cell(row.taxRate),
  });
  return {
    invoice_number: value('number'),
    invoice_type_code: value('typeCode'),
    issue_date: value('issueDate'),
    due_date: value('dueDate'),
    currency: value('currency'),
    purchase_order: value('purchaseOrder'),
    line_total: value('totals.lineTotal'),
    net_total: value('totals.net'),
    tax_total: value('totals.tax'),
    gross_total: value('totals.gross'),
    prepaid: value('totals.prepaid'),
    amount_due: value('totals.due'),
    iban: readings.rows.accounts?.[0]?.iban?.value,
    bic: readings.rows.accounts?.[0]?.bic?.value,
    seller: party('seller'),
    buyer: party('buyer'),
    taxes: readings.rows.taxes?.map((row) => ({
      rate: cell(row.rate),
      basis: cell(row.basis),
      amount: cell(row.amount),
      category: cell(row.category),
    })),
    lines: readings.rows.lines?.filter((row) => row.net !== undefined).map(line),
  };
}

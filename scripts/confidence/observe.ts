import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type FlatInvoice, flatInvoice } from '../../src/core/flat.ts';
import type { OcrEngine } from '../../src/core/ocr.ts';
import type { InvoiceRecord } from '../../src/core/record.ts';
import { einvoiceReader } from '../../src/pipeline/einvoice/reader.ts';
import type { Assessed } from '../../src/pipeline/fuse/confidence.ts';
import { fuse } from '../../src/pipeline/fuse/fuse.ts';
import { wordsReader } from '../../src/pipeline/layout/reader.ts';
import { readDocument } from '../../src/pipeline/process.ts';
import { pagesWanted } from '../../src/pipeline/recognize/wanted.ts';
import { HEADER_PATHS, PARTY_PATHS } from '../flat-paths.ts';

/** Documents with the records that are known to be right. */
export interface LabelledSet {
  readonly name: string;
  /** A folder of PDFs, or documents by the name of their gold. */
  readonly documents: string | readonly { readonly id: string; readonly path: string }[];
  readonly gold: string;
  /** Whether the e-invoices inside are read too; then gold holds whether or not the page prints it. */
  readonly xml: boolean;
  /** What reads a document's pages off their pictures; without it they are not read. */
  readonly engine?: (document: Uint8Array) => OcrEngine;
}

/** One value that was given, what spoke for it, and whether it is right. */
export interface Observation {
  readonly assessed: Assessed;
  readonly right: boolean;
  /** Whether gold has a value of this field, so that leaving it out would miss one. */
  readonly expected: boolean;
  readonly value: string;
}

/** One document as it was read. */
export interface Observed {
  readonly set: string;
  readonly id: string;
  /** Documents of one issuer share their layout, so they are fitted on or checked on together. */
  readonly issuer: string;
  readonly record: InvoiceRecord;
  /** Values that gold can judge. */
  readonly observations: readonly Observation[];
  /** Values of the header and the parties that gold has and nobody gave. */
  readonly missed: number;
}

interface Miss {
  readonly document: string;
  readonly field: string;
  readonly kind: string;
  readonly gold: unknown;
  readonly predicted: unknown;
}

/** Fields of the flat form and where they come from. */
const PATHS: Readonly<Record<string, string>> = {
  ...HEADER_PATHS,
  ...Object.fromEntries(
    ['seller', 'buyer'].flatMap((role) =>
      Object.entries(PARTY_PATHS).map(([key, name]) => [`${role}.${key}`, `${role}.${name}`]),
    ),
  ),
};
const LINE_PARTS = { quantity: 'quantity', unit_price: 'unitPrice', tax_rate: 'taxRate' } as const;

type Gold = Readonly<Record<string, unknown>> & {
  readonly visible?: Readonly<Record<string, unknown>>;
  readonly unsure?: readonly string[];
};

/**
 * Reads every document of a set and tells right from wrong by the scorer. What was read is left in `keep`, in the flat
 * form, where that is given.
 */
export async function observe(set: LabelledSet, scorer: string, keep?: string): Promise<readonly Observed[]> {
  const out = keep ?? mkdtempSync(join(tmpdir(), 'invoicectl-observe-'));
  try {
    const read: { id: string; record: InvoiceRecord; assessed: readonly Assessed[]; flat: FlatInvoice }[] = [];
    for (const { id, path } of documentsOf(set)) {
      if (!existsSync(join(set.gold, `${id}.json`))) continue;
      const one = await readOne(path, set);
      if (one === null) continue;
      const flat = flatInvoice(one.record);
      writeFileSync(join(out, `${id}.json`), JSON.stringify(flat));
      read.push({ id, ...one, flat });
    }
    const args = [scorer, set.gold, out, '--json', ...(set.xml ? ['--all'] : [])];
    const { stdout, stderr } = spawnSync('python3', args, { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (stdout === '') throw new Error(`The scorer says: ${stderr}`);
    const { misses } = JSON.parse(stdout) as { misses: readonly Miss[] };
    return read.map(({ id, record, assessed, flat }) => {
      const gold = JSON.parse(readFileSync(join(set.gold, `${id}.json`), 'utf8')) as Gold;
      const own = misses.filter(({ document }) => document === id);
      return {
        set: set.name,
        id,
        issuer: issuerOf(gold),
        record,
        observations: judge(assessed, flat, gold, own, set.xml),
        missed: own.filter(({ field, kind }) => field in PATHS && kind === 'missed').length,
      };
    });
  } finally {
    if (keep === undefined) rmSync(out, { recursive: true, force: true });
  }
}

function documentsOf({ documents }: LabelledSet): readonly { readonly id: string; readonly path: string }[] {
  if (typeof documents !== 'string') return documents;
  const names = readdirSync(documents).filter((name) => name.endsWith('.pdf'));
  return names.sort().map((name) => ({ id: basename(name, '.pdf'), path: join(documents, name) }));
}

async function readOne(path: string, { xml, engine }: LabelledSet) {
  const readers = [...(xml ? [einvoiceReader] : []), wordsReader];
  const bytes = new Uint8Array(readFileSync(path));
  try {
    const kept = engine?.(bytes);
    const wants = pagesWanted('auto');
    const recognition = kept === undefined || wants === null ? null : { wants, engine: () => Promise.resolve(kept) };
    const options = { file: basename(path), passwords: [], skipPages: [], onPage: () => {}, recognition };
    const { document, readings } = await readDocument(bytes, options, readers);
    let seen: readonly Assessed[] = [];
    const record = await fuse(document, readings, (assessed) => {
      // Later the confidence is the probability; here it is still what the readers said.
      seen = assessed;
    });
    return { record, assessed: seen };
  } catch (error) {
    // Scans that are not read and broken files say nothing about confidence.
    if (engine !== undefined) console.log(`${path}: ${error instanceof Error ? error.message : error}`);
    return null;
  }
}

/** A layout's maker where gold names one, else who sends the document. */
function issuerOf(gold: Gold): string {
  const seller = gold.seller as { readonly name?: string } | undefined;
  return String(gold.family ?? seller?.name ?? 'nobody');
}

function judge(
  assessed: readonly Assessed[],
  flat: FlatInvoice,
  gold: Gold,
  misses: readonly Miss[],
  all: boolean,
): readonly Observation[] {
  const at = new Map(assessed.map((one) => [one.path, one]));
  const observations: Observation[] = [];
  const put = (path: string, right: boolean, expected = true) => {
    const one = at.get(path);
    if (one !== undefined) observations.push({ assessed: one, right, expected, value: one.field.value });
  };
  const visible = (key: string) => all || gold.visible === undefined || Boolean(gold.visible[key]);
  const wrong = new Set(misses.filter(({ kind }) => kind !== 'missed').map(({ field }) => field));
  for (const [key, path] of Object.entries(PATHS)) {
    if (gold.unsure?.includes(key)) continue;
    const [role, name] = key.split('.');
    const known = name === undefined ? gold[key] : (gold[role ?? ''] as Record<string, unknown> | undefined)?.[name];
    if (wrong.has(key)) put(path, false, known !== undefined);
    else if (known !== undefined && visible(key)) put(path, true);
  }
  // The account to pay to is the first one with an IBAN, as in the flat form.
  const account = [...at.keys()].find((path) => /^accounts\[\d+\]\.iban$/.test(path));
  if (account !== undefined && !gold.unsure?.includes('iban')) {
    if (wrong.has('iban')) put(account, false);
    else if (gold.iban !== undefined && visible('iban')) put(account, true);
  }
  judgeRows(flat, gold, misses, all, put, at);
  return observations;
}

function judgeRows(
  flat: FlatInvoice,
  gold: Gold,
  misses: readonly Miss[],
  all: boolean,
  put: (path: string, right: boolean) => void,
  at: ReadonlyMap<string, Assessed>,
): void {
  const shown = gold.visible?.lines;
  const judged = all || gold.visible === undefined || (Array.isArray(shown) && shown.every(Boolean));
  if (Array.isArray(gold.lines) && gold.lines.length > 0 && judged && !gold.unsure?.includes('lines')) {
    const spurious = misses.filter(({ field, kind }) => field === 'lines' && kind === 'spurious');
    const bad = spurious.map(({ predicted }) => JSON.stringify(predicted));
    const parts = misses.filter(({ field, kind }) => field.startsWith('lines.') && kind === 'wrong');
    const indexes = [...at.keys()].flatMap((path) => /^lines\[(\d+)\]\.net$/.exec(path)?.[1] ?? []);
    (flat.lines ?? []).forEach((line, i) => {
      const row = `lines[${indexes[i]}]`;
      const found = bad.indexOf(JSON.stringify(line));
      if (found >= 0) bad.splice(found, 1);
      for (const name of ['net', 'description']) put(`${row}.${name}`, found < 0);
      if (found >= 0) return;
      for (const [key, name] of Object.entries(LINE_PARTS)) {
        const value = line[key as keyof typeof line];
        const at = parts.findIndex(({ field, predicted }) => field === `lines.${key}` && predicted === value);
        const known = (gold.lines as readonly Record<string, unknown>[]).some((one) => one[key] !== undefined);
        if (value !== undefined && known) put(`${row}.${name}`, at < 0);
      }
    });
  }
  if (
    Array.isArray(gold.taxes) &&
    gold.taxes.length > 0 &&
    gold.visible === undefined &&
    !gold.unsure?.includes('taxes')
  ) {
    const bad = misses
      .filter(({ field, kind }) => field === 'taxes' && kind === 'spurious')
      .map(({ predicted }) => JSON.stringify(predicted));
    (flat.taxes ?? []).forEach((tax, i) => {
      const found = bad.indexOf(JSON.stringify(tax));
      if (found >= 0) bad.splice(found, 1);
      for (const name of ['rate', 'basis', 'amount']) put(`taxes[${i}].${name}`, found < 0);
    });
  }
}

import { basename } from 'node:path';
import type { Command } from 'commander';
import { ExitCode, InvoicectlError } from '../core/errors.ts';
import type { Kind } from '../core/kinds.ts';
import type { Problem } from '../core/page.ts';
import type { Entry, Job, RecordId, RecordQuery, Result, Sha256, Summary } from '../core/ports.ts';
import { recordId } from '../core/record-id.ts';
import { action, examples, type Surroundings } from './command.ts';
import { type PasswordOptions, passwordOptions, passwordsOf } from './passwords.ts';
import { catchUp } from './search/catch-up.ts';
import { closingLines } from './ui/closing.ts';
import { count } from './ui/format.ts';
import { progress } from './ui/progress.ts';
import { stopOnSignal } from './ui/stop.ts';
import { printable } from './ui/terminal.ts';

interface IngestOptions extends PasswordOptions {
  readonly force?: boolean;
  readonly strict?: boolean;
  readonly einvoice: boolean;
}

/** `invoicectl ingest`: reads documents into records. */
export function ingest(command: Command): void {
  command
    .argument('<path...>', 'files, folders, globs or zip archives; - for standard input')
    .option('--force', 'read documents again that are known')
    .option('--jobs <number>', 'documents to read at the same time (INVOICECTL_JOBS)')
    .option('--ocr <mode>', 'read pages off their pictures: auto, always or never (INVOICECTL_OCR)')
    .option('--ocr-engine <name>', 'pp-ocrv6-small, or tesseract: with languages (INVOICECTL_OCR_ENGINE)')
    .option('--index <mode>', 'make pages ready for search: auto or off (INVOICECTL_INDEX)')
    .option('--vlm <mode>', 'ask the vision model: auto (what else is open), always or off (INVOICECTL_VLM)')
    .option('--vlm-model <name>', 'which vision model, see models list (INVOICECTL_VLM_MODEL)')
    .option('--vlm-url <url>', 'ask a server instead: llama.cpp, vLLM, Ollama (INVOICECTL_VLM_URL, INVOICECTL_VLM_KEY)')
    .option('--vlm-seconds <number>', 'what it may take for a page (INVOICECTL_VLM_SECONDS)')
    .option('--vlm-tokens <number>', 'what it may generate for a page (INVOICECTL_VLM_TOKENS)')
    .option('--device <name>', 'where models run: auto, cpu or cuda (INVOICECTL_DEVICE)')
    .option('--no-einvoice', 'read only the pages, not the e-invoices inside the files')
    .option('--strict', `exit with ${ExitCode.someNeedReview} when a document needs review`);
  command.description(
    'read PDFs, pictures and e-invoices into records\n\n' +
      'What a file is, its first bytes say, not its name: PDF, PNG, JPEG, TIFF (a stack has many pages), WebP, HEIC, AVIF, GIF, BMP, and e-invoices in XML (CII, UBL). Icons and other files in folders and archives are left alone.',
  );
  passwordOptions(command);
  examples(command, [
    ['ingest fixtures/invoices', 'a folder, with all folders in it'],
    ['ingest "fixtures/invoices/de-*.pdf"', 'a pattern; archives are read as well'],
    ['ingest - < fixtures/invoices/us-sales-tax.pdf', 'standard input'],
    ['ingest fixtures/invoices --json | jq -r .file', 'one JSON object an invoice'],
  ]);
  action<[readonly string[]], IngestOptions>(command, run);
}

async function run(surroundings: Surroundings, options: IngestOptions, paths: readonly string[]): Promise<ExitCode> {
  const { config, out, err, json, quiet } = surroundings;
  const begun = performance.now();
  const [{ openContext, openReaders }, { inputs }] = await Promise.all([
    import('../context.ts'),
    import('../pipeline/inputs/inputs.ts'),
  ]);
  const skipped: string[] = [];
  const taken = await inputs(paths, { onSkip: (path) => skipped.push(path) });
  const passwords = await passwordsOf(options, config);
  const readers = openReaders(config, { eInvoices: options.einvoice, passwords });
  const [pool, context] = await Promise.all([readers, openContext(config)]);
  const stop = stopOnSignal(err, STOPPING);
  const seen = new Set<Sha256>();
  const read: Sha256[] = [];
  const knownIds = new Set<Sha256>();
  const refused: { readonly file: string; readonly problem: Problem }[] = [];
  const bar = progress(err);
  let found = 0;
  let known = 0;
  let pages = 0;
  let submitting = true;

  const done = () => read.length + known + refused.length;
  const report = async (line: ReportLine) => (json ? out.line(JSON.stringify(line)) : undefined);
  const work = context.work({
    pool,
    signal: stop.signal,
    more: () => submitting,
    onPage(job, { stage, page, of }) {
      // A scanned page is begun twice: its text layer, then its picture.
      if (stage === 'text') pages += 1;
      bar.update({ done: done(), pagesDone: pages, file: job.file, page, pages: of });
    },
    onResult(job, result) {
      // Left over from a run that was killed: it counts as one more file.
      if (!seen.has(job.document)) bar.grow(1);
      read.push(job.document);
      bar.update({ done: done(), pagesDone: pages });
      for (const line of resultLines(job, result)) void report(line);
    },
  });

  async function takeIn(): Promise<void> {
    for await (const input of taken) {
      if (stop.signal.aborted) return;
      found += 1;
      bar.grow(1);
      const bytes = 'problem' in input ? input.problem : await input.bytes().catch(problemOf);
      if (!(bytes instanceof Uint8Array)) {
        refused.push({ file: input.file, problem: bytes });
        await report({
          file: input.file,
          id: null,
          document: null,
          status: 'failed',
          verdict: null,
          kind: null,
          pages: 0,
          ms: 0,
          problems: [bytes],
        });
        continue;
      }
      const { id, state } = await context.submit(bytes, input, options.force === true);
      if (state === 'known' || seen.has(id)) {
        known += 1;
        knownIds.add(id);
        if (json) for (const line of await knownLines(id, input.file, context.records)) await report(line);
      }
      seen.add(id);
    }
  }

  const submission = bar
    .start(0)
    .then(takeIn)
    .finally(() => {
      submitting = false;
    });
  try {
    await Promise.all([submission, work]);
    if (!stop.signal.aborted) await catchUp(context, err, true);
    bar.done();
    const summaries = await context.records.list({ documents: read });
    for (const id of read) knownIds.delete(id);
    const earlier = await context.records.list({ documents: [...knownIds] });
    const knownToReview = new Set(earlier.filter(needsReview).map(({ document }) => document)).size;
    const nothing = found === 0 && read.length === 0 && !stop.signal.aborted;
    if (nothing && !quiet) await err.line('  No PDF, picture or e-invoice found there.');
    if (!nothing && !json && !quiet) {
      const ms = performance.now() - begun;
      for (const line of closingLines({ read: summaries, known, knownToReview, refused, ms }, out))
        await out.line(line);
    }
    if (skipped.length > 0 && !json && !quiet) await err.line(err.tint('dim', skippedText(skipped)));
    if (stop.signal.aborted) {
      const { waiting } = await context.jobs.depth();
      await err.line(`  Stopped; ${count(waiting, 'document')} left. The same command goes on from here.`);
      return ExitCode.interrupted;
    }
    // Of what was read in this run, also what keeps an earlier record.
    const failed =
      summaries.some(({ problem }) => problem !== null) || earlier.some(({ status }) => status === 'failed');
    if (refused.length > 0 || failed) return ExitCode.someFailed;
    // What was read before counts too: the same command gives the same code.
    if (options.strict && (summaries.some(needsReview) || knownToReview > 0)) return ExitCode.someNeedReview;
    return ExitCode.ok;
  } finally {
    // After a failure of either, the other is stopped before the home folder is closed.
    stop.now();
    await Promise.allSettled([submission, work]);
    bar.done();
    await pool.close();
    await context.close();
  }
}

const STOPPING = '\n  Finishing what is being read. Again to stop at once; nothing is lost either way.';

function needsReview({ verdict }: Summary): boolean {
  return verdict === 'review' || verdict === 'reject';
}

/** A file that cannot be read is refused like one that is no invoice; what nobody foresaw is thrown. */
function problemOf(error: unknown): Problem {
  if (!(error instanceof InvoicectlError)) throw error;
  return { code: error.code, message: error.message, ...(error.hint !== undefined && { hint: error.hint }) };
}

/** Files in folders and archives that are no documents: named, so that nobody misses one of them in silence. */
function skippedText(paths: readonly string[]): string {
  const names = paths.slice(0, 3).map((path) => printable(basename(path)));
  const rest = paths.length > names.length ? ', …' : '';
  return `  ${count(paths.length, 'other file')} left alone: ${names.join(', ')}${rest}`;
}

/** What `--json` writes for each invoice, or for a file without one, once its file is done with. */
interface ReportLine {
  readonly file: string;
  readonly id: RecordId | null;
  readonly document: Sha256 | null;
  /** Where the file holds several: which of how many, and its first page. */
  readonly part?: number;
  readonly parts?: number;
  readonly firstPage?: number;
  readonly status: 'completed' | 'failed' | 'pending' | 'processing';
  readonly verdict: string | null;
  readonly kind: Kind | null;
  readonly pages: number;
  readonly ms: number;
  readonly known?: true;
  readonly reasons?: readonly string[];
  readonly problems: readonly Problem[];
}

function resultLines({ file, document }: Job, result: Result): readonly ReportLine[] {
  const { status, ms } = result;
  if (status === 'failed')
    return [
      { file, id: document, document, status, verdict: null, kind: null, pages: 0, ms, problems: [result.problem] },
    ];
  const parts = result.records.length;
  return result.records.map(({ verdict, kind, pages, reasons, problems }, i) => ({
    file,
    id: recordId(document, i + 1),
    document,
    ...placeOf(i + 1, parts, pages[0]?.number),
    status,
    verdict,
    kind: kind.value,
    pages: pages.length,
    ms,
    reasons: reasons.map(({ code }) => code),
    problems,
  }));
}

async function knownLines(document: Sha256, file: string, records: RecordQuery): Promise<readonly ReportLine[]> {
  const lines: ReportLine[] = [];
  for (const { id } of (await records.list({ documents: [document] })).toReversed()) {
    const entry = await records.get(id);
    if (entry !== null) lines.push(knownLine(entry, file));
  }
  return lines;
}

function knownLine({ summary, record }: Entry, file: string): ReportLine {
  const { id, document, part, parts, firstPage, status, verdict, kind, pages, problem } = summary;
  return {
    file,
    id,
    document,
    ...placeOf(part, parts, firstPage),
    status,
    verdict,
    kind,
    pages: pages ?? 0,
    ms: 0,
    known: true,
    ...(record !== null && { reasons: record.reasons.map(({ code }) => code) }),
    problems: [...(problem === null ? [] : [problem]), ...(record?.problems ?? [])],
  };
}

function placeOf(part: number, parts: number, firstPage: number | null | undefined) {
  return parts > 1 ? { part, parts, ...(firstPage != null && { firstPage }) } : {};
}

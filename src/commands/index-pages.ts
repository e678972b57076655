import { type Command, InvalidArgumentError } from 'commander';
import type { Context, EncoderState } from '../context.ts';
import { ExitCode } from '../core/errors.ts';
import type { Problem } from '../core/page.ts';
import { shortId } from '../core/record-id.ts';
import { action, examples, type Surroundings, withContext } from './command.ts';
import { type PasswordOptions, passwordOptions, passwordsOf } from './passwords.ts';
import { count, duration } from './ui/format.ts';
import { progress } from './ui/progress.ts';
import { stopOnSignal } from './ui/stop.ts';
import { printable } from './ui/terminal.ts';

interface IndexOptions extends PasswordOptions {
  readonly encoder?: string;
  readonly limit?: number;
  readonly rebuild?: boolean;
  readonly compact?: boolean;
}

/** What was done with one encoder. */
interface Report extends EncoderState {
  readonly encoded: number;
  readonly pages: number;
  readonly ms: number;
  readonly problems: readonly Problem[];
}

/** `invoicectl index`: encodes pages for search, with the models that are here. */
export function indexPages(command: Command): void {
  command
    .option('--encoder <name>', 'only with this one: lexical, or a model (invoicectl models list)')
    .option('--limit <number>', 'encode at most so many documents now', wholeNumber)
    .option('--rebuild', 'encode everything anew: all that is indexed is dropped first')
    .option(
      '--index-pooling <number>',
      'merge so many patches into one vector, of pages encoded now (INVOICECTL_INDEX_POOLING)',
    )
    .option(
      '--index-floats <state>',
      'keep vectors as they are too, for search --exact: on or off (INVOICECTL_INDEX_FLOATS)',
    )
    .option('--compact', 'write the index anew, as one piece, without what was removed')
    .description(
      'make pages ready for search\n\n' +
        'Words are indexed as documents are read. Models that see pages take seconds for each, so `ingest` leaves them ' +
        'to this command: it works off what is left, oldest first, may be stopped at any time and goes on from there, ' +
        'and search uses what is done. Documents that were read by an older version, or with --index off, get their ' +
        'words here. Several can be asked for in turn from a scheduler: it does what is left and ends.',
    );
  passwordOptions(command);
  examples(command, [
    ['index', 'all that is left, with every encoder that is here'],
    ['index --encoder lexical --rebuild', 'everything anew'],
    ['index --limit 100', 'a part of the work'],
    ['index --rebuild --index-floats on', 'everything anew, with what search --exact scores'],
    ['index --compact --json', 'one JSON object an encoder'],
  ]);
  action<[], IndexOptions>(command, (surroundings, options) =>
    withContext(surroundings.config, (context) => run(context, surroundings, options)),
  );
}

async function run(context: Context, surroundings: Surroundings, options: IndexOptions): Promise<ExitCode> {
  const { config, out, err, json, quiet } = surroundings;
  const passwords = await passwordsOf(options, config);
  const stop = stopOnSignal(err, '\n  Stopping after this page. What is encoded stays.');
  try {
    const problems = await makeUp(context, surroundings, options, passwords, stop.signal);
    const library = await context.library(passwords);
    const names = options.encoder === undefined ? await library.names() : [options.encoder];
    for (const name of names) {
      const report = await encode(context, surroundings, options, name, stop.signal);
      if (json) await out.line(JSON.stringify(report));
      else if (!quiet) await out.line(lineOf(report));
      for (const { message } of report.problems) if (!quiet) await err.line(`  ${printable(message)}`);
    }
    if (stop.signal.aborted) {
      if (!quiet) await err.line('  Stopped. The same command goes on from here.');
      return ExitCode.interrupted;
    }
    return problems > 0 ? ExitCode.someFailed : ExitCode.ok;
  } finally {
    stop.now();
  }
}

/** Reads the words of documents that have none yet. Gives how many could not be read. */
async function makeUp(
  context: Context,
  { err, quiet }: Surroundings,
  { limit = Number.POSITIVE_INFINITY }: IndexOptions,
  passwords: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  if ((await context.unread()) === 0) return 0;
  const bar = progress(err);
  await bar.start(0);
  let total = 0;
  const { kept, failed } = await context.keepWords({
    limit,
    passwords,
    signal,
    onDocument(done, of) {
      bar.grow(of - total);
      total = of;
      bar.update({ done, pagesDone: done });
    },
  });
  bar.done();
  if (!quiet && kept > 0) await err.line(`  words of ${count(kept, 'document')} read again`);
  for (const { document, reason } of failed)
    if (!quiet) await err.line(`  ${shortId(document)}  its words cannot be read again: ${printable(reason)}`);
  return failed.length;
}

async function encode(
  context: Context,
  { err }: Surroundings,
  { limit, rebuild, compact }: IndexOptions,
  encoder: string,
  signal: AbortSignal,
): Promise<Report> {
  const begun = performance.now();
  const library = await context.library();
  if (rebuild === true) await library.clear(encoder);
  const bar = progress(err);
  await bar.start(0);
  let total = 0;
  const { documents, pages, failed } = await library.follow({
    encoder,
    limit,
    signal,
    onProgress({ done, of, pages: pagesDone, document }) {
      bar.grow(of - total);
      total = of;
      bar.update({ done, pagesDone, file: document === undefined ? encoder : `${encoder} ${shortId(document)}` });
    },
  });
  if (compact === true && !signal.aborted) await library.compact(encoder);
  bar.done();
  const state = (await library.states()).find(({ name }) => name === encoder);
  const problems = failed.map(({ document, page, reason }): Problem => {
    const message = `${shortId(document)}, page ${page} cannot be drawn and is found by its words only: ${reason}`;
    return { code: 'PAGE_DAMAGED', message, page };
  });
  return {
    ...(state ?? { name: encoder, id: encoder, documents: 0, pending: 0 }),
    encoded: documents,
    pages,
    ms: Math.round(performance.now() - begun),
    problems,
  };
}

function lineOf({ name, documents, pending, encoded, pages, ms }: Report): string {
  const done =
    encoded === 0
      ? 'nothing to do'
      : `${count(pages, 'page')} of ${count(encoded, 'document')} encoded in ${duration(ms)}`;
  return `  ${name}   ${done} · ${count(documents, 'document')} indexed${pending > 0 ? ` · ${pending.toLocaleString('en')} left` : ''}`;
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 up.');
  return Number(text);
}

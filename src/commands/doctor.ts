import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '../config.ts';
import type { Context } from '../context.ts';
import { ExitCode, InvoicectlError } from '../core/errors.ts';
import type { Sha256 } from '../core/ports.ts';
import { shortId } from '../core/record-id.ts';
import { version } from '../version.ts';
import { action, examples, withContext } from './command.ts';
import { bytes, count } from './ui/format.ts';
import { pad, printable, type Tone } from './ui/terminal.ts';

interface DoctorOptions {
  readonly quick?: boolean;
}

/** One thing that was looked at: `note` is worth knowing, `fault` is not as it should be. */
interface Finding {
  readonly name: string;
  readonly state: 'ok' | 'note' | 'fault';
  readonly about: string;
  /** What to do about it. */
  readonly hint?: string;
}

const ok = (name: string, about: string): Finding => ({ name, state: 'ok', about });
const note = (name: string, about: string, hint?: string): Finding => ({
  name,
  state: 'note',
  about,
  ...(hint && { hint }),
});
const fault = (name: string, about: string, hint?: string): Finding => ({
  name,
  state: 'fault',
  about,
  ...(hint && { hint }),
});

const TONES: Readonly<Record<Finding['state'], Tone>> = { ok: 'green', note: 'yellow', fault: 'red' };

/** `invoicectl doctor`: whether the installation and the home folder are sound. */
export function doctor(command: Command): void {
  command
    .option('--quick', "do not read the documents' bytes, only compare their sizes")
    .description(
      'check the installation and the home folder\n\nEnds with exit code 6 when something in the home folder is at fault.',
    );
  examples(command, [
    ['doctor', 'checks the database and the bytes of every document'],
    ['doctor --quick --json', 'for a monitor'],
  ]);
  action<[], DoctorOptions>(command, async ({ config, out, json }, options) => {
    const findings = [
      ok('invoicectl', version()),
      ok('node', `${process.versions.node}, ${process.platform} ${process.arch}`),
      ...(await modelFindings()),
      ...(await homeFindings(config, options.quick === true)),
    ];
    const sound = findings.every(({ state }) => state !== 'fault');
    if (json) await out.line(JSON.stringify({ ok: sound, home: config.home, findings }));
    else {
      const width = Math.max(...findings.map(({ name }) => name.length));
      for (const { name, state, about, hint } of findings) {
        await out.line(`  ${pad(name, width)}  ${out.tint(TONES[state], pad(state, 5))}  ${printable(about)}`);
        if (hint !== undefined) await out.line(`  ${pad('', width)}         ${hint}`);
      }
    }
    return sound ? ExitCode.ok : ExitCode.home;
  });
}

/** Which models are here. None is needed, so that none is no fault. */
async function modelFindings(): Promise<Finding[]> {
  const { openModels } = await import('../context.ts');
  const all = await (await openModels()).list();
  const whole = all.filter(({ state }) => state === 'ready' || state === 'unchecked');
  const half = all.filter(({ state }) => state === 'partial').map(({ card }) => card.name);
  const names = whole.map(({ card, dtypes }) => `${card.name} (${dtypes.join(', ')})`);
  return [
    ok('models', names.length === 0 ? 'none: pages are read and found without' : names.join(', ')),
    ...(half.length > 0
      ? [note('models', `not all here: ${half.join(', ')}`, `invoicectl models pull ${half.join(' ')}`)]
      : []),
  ];
}

async function homeFindings(config: Config, quick: boolean): Promise<Finding[]> {
  const where = `${config.home} (${config.origins.home})`;
  if (!existsSync(config.home)) return [note('home', `${where} does not exist yet`, 'The first ingest makes it.')];
  try {
    return [ok('home', where), ...(await withContext(config, (context) => storeFindings(context, quick)))];
  } catch (error) {
    if (!(error instanceof InvoicectlError)) throw error;
    return [fault('home', `${where}: ${error.message}`, error.hint)];
  }
}

async function storeFindings(context: Context, quick: boolean): Promise<Finding[]> {
  const { damage, databaseBytes, documents, jobs, blobs } = await context.check();
  const broken = [...blobs.missing, ...(quick ? [] : await unreadable(context, new Set(blobs.missing)))];
  const looked = quick ? 'sizes compared' : 'all read and compared with their hash';
  const work = [
    `${jobs.waiting} waiting`,
    `${jobs.leased} in work`,
    ...(jobs.dead > 0 ? [`${jobs.dead} given up`] : []),
  ].join(', ');
  return [
    damage.length === 0
      ? ok('database', bytes(databaseBytes))
      : fault('database', damage.slice(0, 3).join('; '), 'Move the home folder away and ingest the originals again.'),
    broken.length === 0
      ? ok('bytes', `${count(blobs.count, 'document')}, ${bytes(blobs.bytes)}, ${looked}`)
      : fault('bytes', `not there or not whole: ${named(broken)}`, 'Ingest their files again with --force.'),
    ...(blobs.orphaned.length > 0 ? [note('orphans', `bytes of no document: ${named(blobs.orphaned)}`)] : []),
    ...(blobs.leftovers.length > 0 ? [note('leftovers', count(blobs.leftovers.length, 'unfinished file'))] : []),
    ok('documents', `${documents.completed} completed, ${documents.failed} failed, ${documents.pending} pending`),
    ...(await indexFindings(context, quick)),
    jobs.waiting > 0 ? note('queue', work, 'The next ingest goes on with them.') : ok('queue', work),
  ];
}

/** How far each encoder is and, unless it is to be quick, whether all that it holds is whole. */
async function indexFindings(context: Context, quick: boolean): Promise<Finding[]> {
  const findings: Finding[] = [];
  const unread = await context.unread();
  if (unread > 0)
    findings.push(
      note('words', `of ${count(unread, 'document')} not kept for search`, 'invoicectl index makes up for it.'),
    );
  if (!existsSync(join(context.config.home, 'index'))) return findings;
  const library = await context.library();
  const states = await library.states().catch((error: unknown) => {
    if (!(error instanceof InvoicectlError)) throw error;
    findings.push(fault('index', error.message, error.hint));
    return [];
  });
  for (const { name, documents, pending } of states) {
    if (documents === 0 && name !== 'lexical') continue;
    const left = pending > 0 ? `, ${pending.toLocaleString('en')} to be encoded` : '';
    const health = quick ? null : await library.check(name);
    const size = health === null ? '' : `, ${bytes(health.bytes)}`;
    const about = `${name}: ${count(documents, 'document')}${left}${size}`;
    const [problem] = health?.problems ?? [];
    if (problem !== undefined)
      findings.push(note('index', `${about}; ${problem.message}`, 'invoicectl index encodes it anew.'));
    else
      findings.push(
        pending > 0
          ? note('index', about, 'invoicectl index does it; search finds the rest by words.')
          : ok('index', about),
      );
  }
  return findings;
}

/** Documents whose bytes do not match their hash. */
async function unreadable({ records, blobs }: Context, known: ReadonlySet<Sha256>): Promise<Sha256[]> {
  const found: Sha256[] = [];
  for (const id of new Set((await records.list({})).map(({ document }) => document))) {
    if (known.has(id)) continue;
    try {
      if ((await blobs.get(id)) === null) found.push(id);
    } catch (error) {
      if (!(error instanceof InvoicectlError) || error.code !== 'HOME_CORRUPT') throw error;
      found.push(id);
    }
  }
  return found;
}

function named(ids: readonly Sha256[]): string {
  return `${ids.slice(0, 5).map(shortId).join(', ')}${ids.length > 5 ? ` and ${ids.length - 5} more` : ''}`;
}

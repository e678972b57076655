import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { ExitCode, InvoicectlError } from '../core/errors.ts';
import type { Sha256 } from '../core/ports.ts';
import { version } from '../program.ts';
import { action, examples } from './command.ts';
import { bytes, count, shortId } from './ui/format.ts';
import { pad, printable } from './ui/terminal.ts';

interface DoctorOptions {
  readonly quick?: boolean;
}

/** One thing that was looked at. */
interface Finding {
  readonly name: string;
  readonly state: 'ok' | 'note' | 'damaged';
  readonly about: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** `invoicectl doctor`: whether the installation and the home folder are sound. */
export function doctor(command: Command): void {
  command
    .option('--quick', "do not read the documents' bytes, only compare their sizes")
    .description(
      'check the installation and the home folder\n\nEnds with exit code 6 when something in the home folder is damaged.',
    );
  examples(command, [
    ['doctor', 'checks the database and the bytes of every document'],
    ['doctor --quick --json', 'for a monitor'],
  ]);
  action<[], DoctorOptions>(command, async ({ config, out, json }, options) => {
    const findings: Finding[] = [
      { name: 'invoicectl', state: 'ok', about: version() },
      { name: 'node', state: 'ok', about: `${process.versions.node}, ${process.platform} ${process.arch}` },
      ...(await homeFindings(config.home, config.origins.home)),
      ...(existsSync(config.home) ? await storeFindings(config, options.quick === true) : []),
    ];
    const damaged = findings.some(({ state }) => state === 'damaged');
    if (json)
      await out.line(
        JSON.stringify({ ok: !damaged, version: version(), node: process.versions.node, home: config.home, findings }),
      );
    else {
      const width = Math.max(...findings.map(({ name }) => name.length));
      for (const { name, state, about, hint } of findings) {
        const word =
          state === 'ok'
            ? out.tint('green', 'ok     ')
            : state === 'note'
              ? out.tint('yellow', 'note   ')
              : out.tint('red', 'damaged');
        await out.line(`  ${pad(name, width)}  ${word}  ${printable(about)}`);
        if (hint !== undefined) await out.line(`  ${pad('', width)}           ${hint}`);
      }
    }
    return damaged ? ExitCode.home : ExitCode.ok;
  });
}

async function homeFindings(home: string, origin: string): Promise<Finding[]> {
  if (!existsSync(home))
    return [
      {
        name: 'home',
        state: 'note',
        about: `${home} (${origin}) does not exist yet`,
        hint: 'The first ingest makes it.',
      },
    ];
  return [{ name: 'home', state: 'ok', about: `${home} (${origin})` }];
}

async function storeFindings(
  config: Parameters<typeof import('../context.ts').openContext>[0],
  quick: boolean,
): Promise<Finding[]> {
  const { openContext } = await import('../context.ts');
  let context: Awaited<ReturnType<typeof openContext>>;
  try {
    context = await openContext(config);
  } catch (error) {
    if (!(error instanceof InvoicectlError)) throw error;
    return [{ name: 'database', state: 'damaged', about: error.message, ...(error.hint && { hint: error.hint }) }];
  }
  try {
    const { damage, databaseBytes, documents, jobs, blobs } = await context.check();
    const { pending, completed, failed } = documents;
    const broken = [...blobs.missing, ...(quick ? [] : await unreadable(context, new Set(blobs.missing)))];
    const work = [
      `${jobs.waiting} waiting`,
      `${jobs.leased} in work`,
      ...(jobs.dead > 0 ? [`${jobs.dead} given up`] : []),
    ].join(', ');
    return [
      damage.length === 0
        ? { name: 'database', state: 'ok', about: bytes(databaseBytes) }
        : {
            name: 'database',
            state: 'damaged',
            about: damage.slice(0, 3).join('; '),
            hint: 'Move the home folder away and ingest the originals again.',
          },
      broken.length === 0
        ? {
            name: 'bytes',
            state: 'ok',
            about: `${count(blobs.count, 'document')}, ${bytes(blobs.bytes)}${quick ? ', sizes compared' : ', all read and compared with their hash'}`,
          }
        : {
            name: 'bytes',
            state: 'damaged',
            about: `${count(broken.length, 'document')} not there or not whole: ${named(broken)}`,
            hint: 'Ingest their files again with --force.',
          },
      ...(blobs.orphaned.length === 0
        ? []
        : [
            {
              name: 'orphans',
              state: 'note',
              about: `${count(blobs.orphaned.length, 'blob')} of no document: ${named(blobs.orphaned)}`,
            } satisfies Finding,
          ]),
      ...(blobs.leftovers.length === 0
        ? []
        : [
            {
              name: 'leftovers',
              state: 'note',
              about: count(blobs.leftovers.length, 'unfinished file'),
            } satisfies Finding,
          ]),
      { name: 'documents', state: 'ok', about: `${completed} completed, ${failed} failed, ${pending} pending` },
      jobs.waiting > 0
        ? { name: 'queue', state: 'note', about: work, hint: 'The next ingest goes on with them.' }
        : { name: 'queue', state: 'ok', about: work },
    ];
  } finally {
    await context.close();
  }
}

/** Documents whose bytes do not match their hash. */
async function unreadable(
  { records, blobs }: import('../context.ts').Context,
  known: ReadonlySet<Sha256>,
): Promise<Sha256[]> {
  const found: Sha256[] = [];
  for (const { id } of await records.list({})) {
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
  return `${ids.slice(0, 5).map(shortId).join(', ')}${ids.length > 5 ? ', …' : ''}`;
}

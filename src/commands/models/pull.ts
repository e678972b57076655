import type { Command } from 'commander';
import type { Models, PullEvents } from '../../context.ts';
import { ExitCode } from '../../core/errors.ts';
import { action, type Surroundings } from '../command.ts';
import { downloads } from '../ui/downloads.ts';
import { bytes, duration } from '../ui/format.ts';
import { stopOnSignal } from '../ui/stop.ts';
import { printable } from '../ui/terminal.ts';

interface PullOptions {
  readonly accept: readonly string[];
  readonly dtype?: string;
  readonly from?: string;
}

/** `invoicectl models pull`: brings models onto this machine. */
export function pull(command: Command): void {
  command
    .argument('<name...>', 'names of models, as models list shows them')
    .option(
      '--accept <terms>',
      'accept the terms of a model by name: gemma; may be given more than once',
      (value, earlier) => [...earlier, value],
      [] as readonly string[],
    )
    .option('--dtype <dtypes>', 'which graphs: fp32, fp16, q8, int8, q4 … or for each: vision_encoder=fp16,q8')
    .option('--from <source>', 'a folder, s3://bucket/prefix or https://… instead of the hub');
  action<[readonly string[]], PullOptions>(command, async (surroundings, options, names) => {
    const { openModels } = await import('../../context.ts');
    const models = await openModels();
    const stop = stopOnSignal(surroundings.err);
    try {
      for (const name of names) await pullOne(models, name, options, surroundings, stop.signal);
      return ExitCode.ok;
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      await surroundings.err.line('  Stopped. The same command goes on from here.');
      return ExitCode.interrupted;
    } finally {
      stop.now();
    }
  });
}

async function pullOne(
  models: Models,
  name: string,
  { accept, dtype, from }: PullOptions,
  { out, err, json, quiet }: Surroundings,
  signal: AbortSignal,
): Promise<void> {
  const begun = performance.now();
  const bars = await downloads(err, !json && !quiet);
  const events: PullEvents = {
    onFiles: (files) => bars.start(files),
    onBytes: (path, here) => bars.update(path, here),
    onDone(path, whole, fetched) {
      bars.done(path, whole, fetched);
      if (json) void out.line(JSON.stringify({ model: name, file: path, bytes: whole, fetched }));
    },
    onNote: (text) => (quiet ? undefined : bars.note(`${name}: ${printable(text)}`)),
  };
  try {
    const { model, files, fetched } = await models.pull({
      name,
      accepted: accept,
      dtype: dtype ?? null,
      from: from ?? null,
      signal,
      events,
    });
    bars.stop();
    const ms = Math.round(performance.now() - begun);
    const total = files.reduce((sum, file) => sum + file.bytes, 0);
    if (json) {
      const { revision, folder } = model;
      await out.line(JSON.stringify({ model: name, revision, folder, bytes: total, fetched, ms }));
    } else if (!quiet) {
      const came = fetched === 0 ? 'was here' : `${bytes(fetched)} fetched in ${duration(ms)}`;
      await err.line(`  ${name} is ready: ${bytes(total)}, ${came}.`);
    }
  } finally {
    bars.stop();
  }
}

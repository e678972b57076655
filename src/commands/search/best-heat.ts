import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import type { HeatMap } from '../../core/vectors.ts';
import type { Surroundings } from '../command.ts';
import { type PasswordOptions, passwordOptions, passwordsOf } from '../passwords.ts';
import { GRAPHICS, type Graphics } from '../show/graphics/graphics.ts';
import type { Found } from './found.ts';

/** Options that draw the best page. */
export interface HeatOptions extends PasswordOptions {
  readonly heat?: boolean;
  readonly png?: string;
  readonly graphics?: Graphics;
  readonly encoder?: string;
}

/** Adds them. */
export function heatOptions(command: Command): void {
  command
    .option('--heat', 'draw the best page with what is hot on it; with --json as numbers')
    .option('--png <file>', 'write the best page with what is hot on it as a picture; - for standard output')
    .addOption(
      command
        .createOption('--graphics <kind>', 'how the terminal shows pictures, where that is not found out')
        .choices(GRAPHICS),
    );
  passwordOptions(command);
}

/** Draws what is hot on a page, where that is asked for; gives the heat map. */
export async function showBestHeat(
  { config, records, blobs, library }: Context,
  question: string,
  best: Found | undefined,
  options: HeatOptions,
  { out, err, json, quiet }: Surroundings,
): Promise<(HeatMap & { readonly encoder: string }) | null> {
  const { heat: drawn, png, graphics } = options;
  if (best === undefined || (drawn !== true && png === undefined && graphics === undefined)) return null;
  const heat = await (await library()).heat(question, best, options.encoder);
  if (heat === null || (json && png === undefined)) return heat;
  const [entry, bytes] = await Promise.all([records.get(best.id), blobs.get(best.document)]);
  if (entry === null || bytes === null) return heat;
  const { showHeat } = await import('../show/heat/heat.ts');
  const passwords = await passwordsOf(options, config);
  await showHeat(entry, { bytes, passwords }, { question, heat }, { png, graphics, json, quiet }, { out, err });
  return heat;
}

import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Config } from '../config.ts';
import { InvoicectlError } from '../core/errors.ts';

/** Options that give passwords of encrypted documents. */
export interface PasswordOptions {
  readonly password?: readonly string[];
}

/** Adds the options that give passwords. */
export function passwordOptions(command: Command): void {
  command
    .option('--password <password>', 'try this on encrypted PDFs; may be given more than once', collect)
    .option('--password-file <file>', 'try each line of this file on encrypted PDFs (INVOICECTL_PASSWORD_FILE)');
}

/** The passwords to try, those of the command line first. */
export async function passwordsOf(options: PasswordOptions, { passwordFile }: Config): Promise<readonly string[]> {
  return [...(options.password ?? []), ...(await passwordsIn(passwordFile))];
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** The passwords in a file, one a line. Blanks may belong to a password; line ends do not. */
async function passwordsIn(file: string | null): Promise<readonly string[]> {
  if (file === null) return [];
  try {
    const text = await readFile(file, 'utf8');
    return text.split(/\r?\n/).filter((line) => line !== '');
  } catch (cause) {
    throw new InvoicectlError('USAGE', `The password file ${file} cannot be read.`, { cause });
  }
}

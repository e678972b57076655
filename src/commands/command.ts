import type { Command } from 'commander';
import type { Config } from '../config.ts';
import type { Context } from '../context.ts';
import type { ExitCode } from '../core/errors.ts';
import type { Terminal } from './ui/terminal.ts';

/** What a command is given: settings, and where to write. Data goes to `out`, everything else to `err`. */
export interface Surroundings {
  readonly config: Config;
  readonly out: Terminal;
  readonly err: Terminal;
  /** One JSON object a line instead of text for people. */
  readonly json: boolean;
  readonly quiet: boolean;
}

/** A command's file exports one of these: it adds arguments, options, examples and the action. */
export type Build = (command: Command) => void;

/** An example that `--help` shows: the command line after `invoicectl`, and what it is for. */
export type Example = readonly [line: string, about: string];

const EXAMPLES = new WeakMap<Command, readonly Example[]>();

/** The examples of a command, for its documentation. */
export function examplesOf(command: Command): readonly Example[] {
  return EXAMPLES.get(command) ?? [];
}

/** Adds examples below the help of a command. */
export function examples(command: Command, list: readonly Example[]): void {
  EXAMPLES.set(command, list);
  const width = Math.max(...list.map(([line]) => line.length));
  const rows = list.map(([line, about]) => `  $ invoicectl ${line.padEnd(width)}   ${about}`.trimEnd());
  command.addHelpText('after', `\nExamples:\n${rows.join('\n')}`);
}

/**
 * Sets what a command does. The settings are resolved before it is called, and the code that it returns becomes the
 * exit code of the process. `A` are its arguments and `O` its own options, as commander parses them.
 */
export function action<A extends readonly unknown[], O>(
  command: Command,
  run: (surroundings: Surroundings, options: O, ...args: A) => Promise<ExitCode>,
): void {
  command.action(async (...given: unknown[]) => {
    const [{ resolveConfig }, { terminal }] = await Promise.all([import('../config.ts'), import('./ui/terminal.ts')]);
    const options = command.optsWithGlobals();
    const surroundings: Surroundings = {
      config: await resolveConfig(options, process.env),
      out: terminal(process.stdout, options.color !== false),
      err: terminal(process.stderr, options.color !== false),
      json: options.json === true,
      quiet: options.quiet === true,
    };
    // Commander passes the arguments, then the options and the command itself.
    const args = given.slice(0, -2) as unknown as A;
    process.exitCode = await run(surroundings, options as O, ...args);
  });
}

/** Opens the home folder for as long as `use` takes. */
export async function withContext<T>(config: Config, use: (context: Context) => Promise<T>): Promise<T> {
  const { openContext } = await import('../context.ts');
  const context = await openContext(config);
  try {
    return await use(context);
  } finally {
    await context.close();
  }
}

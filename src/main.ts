import { CommanderError } from 'commander';
import { COMMANDS } from './commands/table.ts';
import { ExitCode, InvoicectlError } from './core/errors.ts';
import { buildProgram } from './program.ts';

const argv = process.argv.slice(2);

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(ExitCode.ok);
  throw error;
});
process.stderr.on('error', () => undefined);

const code = await run();
await new Promise((resolve) => process.stdout.write('', resolve));
process.exit(code);

async function run(): Promise<ExitCode> {
  try {
    const program = await buildProgram((name) => argv.includes(name));
    await program.parseAsync(argv, { from: 'user' });
    return (process.exitCode ?? ExitCode.ok) as ExitCode;
  } catch (error) {
    return report(error);
  }
}

/** Writes an error to stderr and says which exit code it is. The only place that turns errors into exit codes. */
function report(error: unknown): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return ExitCode.ok;
    // Without a command commander has written the help already.
    if (error.code !== 'commander.help') say('USAGE', ...usage(error.message));
    return ExitCode.usage;
  }
  if (error instanceof InvoicectlError) {
    say(error.code, error.message, error.hint);
    debug(error);
    return error.exitCode;
  }
  const message = error instanceof Error ? error.message : String(error);
  say(
    'UNEXPECTED',
    message,
    process.env.INVOICECTL_DEBUG
      ? undefined
      : 'This is a fault of invoicectl. INVOICECTL_DEBUG=1 shows where it happened.',
  );
  debug(error);
  return ExitCode.unexpected;
}

/** Commander's message as a sentence, and its suggestion as the hint. */
function usage(text: string): [message: string, hint: string] {
  const [first = '', suggestion] = text.replace(/^error: /, '').split('\n');
  const sentence = first.charAt(0).toUpperCase() + first.slice(1);
  const command = argv.find((word) => COMMANDS.some(({ name }) => name === word));
  return [
    sentence.endsWith('.') ? sentence : `${sentence}.`,
    suggestion?.replace(/^\((.*)\)$/, '$1') ?? `See invoicectl ${command ? `${command} ` : ''}--help`,
  ];
}

function say(name: string, message: string, hint?: string): void {
  if (argv.includes('--json')) {
    process.stderr.write(`${JSON.stringify({ error: { code: name, message, ...(hint && { hint }) } })}\n`);
    return;
  }
  const lines = [message, ...(hint ? [hint] : [])].join('\n').split('\n');
  process.stderr.write(`${lines.map((line) => `  ${line}`).join('\n')}\n`);
}

function debug(error: unknown): void {
  if (process.env.INVOICECTL_DEBUG && error instanceof Error) {
    process.stderr.write(`${error.stack ?? ''}\n`);
    if (error.cause !== undefined)
      process.stderr.write(`caused by: ${error.cause instanceof Error ? error.cause.stack : String(error.cause)}\n`);
  }
}

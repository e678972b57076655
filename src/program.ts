import { Command } from 'commander';
import { COMMANDS } from './commands/table.ts';
import { version } from './version.ts';

/**
 * The command line as commander sees it. Only the commands that `isWanted` says yes to are loaded in full; of the
 * others just the name and summary are there, so that the help of the program stays quick.
 */
export async function buildProgram(isWanted: (name: string) => boolean): Promise<Command> {
  const program = new Command('invoicectl')
    .description(
      'Turns a folder of invoices into records that can be trusted: every value with the place it was read from.',
    )
    .usage('<command> [options]')
    .option('--home <folder>', 'where documents and records are kept (INVOICECTL_HOME)')
    .option('--config <file>', 'settings to read instead of config.json in the home folder (INVOICECTL_CONFIG)')
    .option('--json', 'write JSON instead of text for people')
    .option('--no-color', 'no colour, as with NO_COLOR')
    .option('-q, --quiet', 'only data and errors')
    .version(version(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .configureHelp({
      showGlobalOptions: true,
      subcommandTerm: (command) => command.name(),
      styleTitle: (title) => title.replace(/^Global Options/, 'Options of every command'),
    })
    .configureOutput({ outputError: () => undefined })
    .exitOverride();
  program.addHelpText('after', '\nStart with:\n  $ invoicectl ingest fixtures/invoices\n  $ invoicectl list');
  for (const { name, summary, load } of COMMANDS) {
    const command = program.command(name).description(summary);
    if (isWanted(name)) (await load())(command);
    else command.allowUnknownOption().allowExcessArguments();
  }
  return program;
}

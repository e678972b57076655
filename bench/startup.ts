import { BIN, timed } from './command.ts';
import { median, print } from './figures.ts';

const RUNS = 21;

/** Start to exit of the command's help, in turns with a Node that does nothing. */
export function measureStartup(): void {
  const help = () => timed(process.execPath, [BIN, '--help']);
  const bare = () => timed(process.execPath, ['--eval', '0']);
  // The first run fills the compile cache.
  help();
  const runs = Array.from({ length: RUNS }, () => ({ help: help(), bare: bare() }));
  const ms = (values: readonly number[]) => `${median(values).toFixed(0)} ms`;
  print(`Start to exit, median of ${RUNS} runs in turns`, [
    ['invoicectl --help', ms(runs.map((run) => run.help))],
    [`bare Node ${process.versions.node}`, ms(runs.map((run) => run.bare))],
  ]);
}

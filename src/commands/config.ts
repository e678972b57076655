import type { Command } from 'commander';
import { SETTINGS, type SettingName } from '../config.ts';
import { ExitCode } from '../core/errors.ts';
import { keysOf } from '../core/fields.ts';
import { action, examples } from './command.ts';
import { table } from './ui/table.ts';
import { printable } from './ui/terminal.ts';

/** `invoicectl config`: each setting, its value, and where it comes from. */
export function config(command: Command): void {
  examples(command, [
    ['config', 'settings as they hold here'],
    ['config --home ./books --json', 'the same with another home folder, as JSON'],
  ]);
  action<[], object>(command, async ({ config, out, json }) => {
    const names = keysOf(SETTINGS);
    if (json) {
      await out.line(
        JSON.stringify(
          Object.fromEntries(names.map((name) => [name, { value: config[name], origin: config.origins[name] }])),
        ),
      );
      return ExitCode.ok;
    }
    const lines = table<SettingName>(
      names,
      [
        { title: 'setting', text: (name) => name },
        { title: 'value', text: (name) => printable(String(config[name] ?? 'none')), least: 16 },
        {
          title: 'from',
          text: (name) => printable(config.origins[name]),
          least: 12,
          tint: (_, text) => out.tint('dim', text),
        },
        { title: 'or set', text: (name) => SETTINGS[name].env, spare: 1, tint: (_, text) => out.tint('dim', text) },
      ],
      { width: out.width, header: (text) => out.tint('dim', text) },
    );
    for (const line of lines) await out.line(line);
    return ExitCode.ok;
  });
}

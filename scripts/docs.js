// Writes docs/ from what the program itself says: commander's commands, the tables of errors and reasons, the record's
// schema. With --check it writes nothing and fails where a file differs. Needs a build.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { examplesOf } from '../dist/commands/command.js';
import { COMMANDS } from '../dist/commands/table.js';
import { SETTINGS } from '../dist/config.js';
import { ERRORS, EXIT_CODES, ExitCode } from '../dist/core/errors.js';
import { HEADER_FIELDS, PARTY_FIELDS, PARTY_ROLES, ROW_FIELDS, TOTAL_FIELDS } from '../dist/core/fields.js';
import { REASONS } from '../dist/core/reasons.js';
import { FIELD_STATES, InvoiceRecordSchema, VERDICTS } from '../dist/core/record.js';
import { MODELS } from '../dist/models/registry.js';
import { buildProgram } from '../dist/program.js';

const WRITTEN = 'Written by `npm run docs`; change the source, not this file.';

const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (titles, rows) =>
  [
    `| ${titles.join(' | ')} |`,
    `|${titles.map(() => '---').join('|')}|`,
    ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
  ].join('\n');
const code = (text) => `\`${text}\``;
const block = (text) => ['```', text, '```'].join('\n');
const page = (...parts) => `${parts.filter((part) => part !== '').join('\n\n')}\n`;

async function commandLine() {
  const program = await buildProgram(() => true);
  const about = ({ description, argChoices, defaultValue }) =>
    [
      description,
      ...(argChoices ? [`(${argChoices.join(', ')})`] : []),
      ...(defaultValue === undefined || defaultValue === true || defaultValue.length === 0
        ? []
        : [`default ${defaultValue}`]),
    ].join(' ');
  const options = (command) =>
    command.options.filter(({ hidden }) => !hidden).map((option) => [code(option.flags), about(option)]);
  const given = (command) => [
    ...command.registeredArguments.map((argument) => [
      code(command.createHelp().argumentTerm(argument)),
      about(argument),
    ]),
    ...options(command),
  ];
  const capital = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  /** A command of a command: `models pull`. */
  const inner = (command, name) =>
    [
      `### ${name} ${command.name()}`,
      capital(command.description()),
      block(`invoicectl ${name} ${command.name()} ${command.usage()}`),
      ...(given(command).length > 0 ? [table(['', ''], given(command))] : []),
    ].join('\n\n');
  const sections = program.commands.map((command) => {
    const [, ...detail] = command.description().split('\n\n');
    const { summary } = COMMANDS.find(({ name }) => name === command.name());
    const rows = given(command);
    return page(
      `## ${command.name()}`,
      capital(summary),
      block(`invoicectl ${command.name()} ${command.usage()}`),
      ...detail.map((text) => (text.startsWith('  ') ? block(text) : text)),
      rows.length > 0 ? table(['', ''], rows) : '',
      ...command.commands.filter((one) => one.name() !== 'help').map((one) => inner(one, command.name())),
      block(
        examplesOf(command)
          .map(([line, about]) => `# ${about}\ninvoicectl ${line}`)
          .join('\n'),
      ),
    ).trimEnd();
  });
  return page(
    '# Command line',
    WRITTEN,
    'Data goes to standard output, everything else to standard error. An id may be shortened to any start that no other document has; a file name or path does as well. Exit codes and error codes: [errors.md](errors.md). The record: [record.md](record.md).',
    ...sections,
    '## Options of every command',
    table(['', ''], [...options(program), [code('-h, --help'), 'show help']]),
    '## Settings',
    'A flag comes before an environment variable, that before the config file, and that before the default. The config file is `config.json` in the home folder, or the one that `--config` or `INVOICECTL_CONFIG` names: one JSON object with the names below. `invoicectl config` shows what holds and why.',
    table(
      ['name', 'flag', 'variable', 'default', ''],
      Object.entries(SETTINGS).map(([name, { flag, env, fallbackAbout, about }]) => [
        code(name),
        code(flag),
        code(env),
        fallbackAbout,
        about,
      ]),
    ),
    'Beside them: `NO_COLOR` and `FORCE_COLOR` for colours, `CI` keeps the progress bar away, `INVOICECTL_DEBUG=1` shows where an unforeseen error happened.',
  );
}

function errors() {
  return page(
    '# Exit codes, errors and reasons',
    WRITTEN,
    '## Exit codes',
    table(
      ['code', 'name', 'meaning'],
      Object.entries(ExitCode).map(([name, number]) => [number, code(name), EXIT_CODES[name]]),
    ),
    '## Errors',
    'What the program itself, a document or a page can fail with. With `--json` an error that ends a command is one object on standard error: `{"error":{"code","message","hint"}}`. Errors of a document are stored with it; the exit code is then that of the whole run.',
    table(
      ['code', 'exit code', 'meaning'],
      Object.entries(ERRORS).map(([name, { exit, about }]) => [code(name), `${ExitCode[exit]}`, about]),
    ),
    '## Reasons',
    'Why a document is not simply approved. An `error` rejects it, a `warning` asks a person to review it, `info` only says. Rules are those of EN 16931 where they begin with `BR-`.',
    table(
      ['code', 'severity', 'rule', 'meaning'],
      Object.entries(REASONS).map(([name, { severity, rule, about }]) => [code(name), severity, rule ?? '', about]),
    ),
  );
}

function record(schema) {
  const fields = (fieldTable) =>
    table(
      ['field', 'kind', 'EN 16931', ''],
      Object.entries(fieldTable).map(([name, { kind, bt, about }]) => [code(name), kind, bt ?? '', about]),
    );
  const parts = Object.entries(schema.properties).filter(([, { description }]) => description);
  const { Field, Reading } = schema.$defs;
  const described = (properties) =>
    table(
      ['', ''],
      Object.entries(properties).map(([name, { description = '' }]) => [code(name), description]),
    );
  return page(
    '# The record',
    WRITTEN,
    'What one document says, each value with the place it was read from. `invoicectl show ID --json` and `invoicectl export` write it; [record.schema.json](record.schema.json) is its JSON Schema.',
    '## A field',
    'Every value is one of these; what a document does not say is not there. `kind` below says how a value is written: an `amount` or `decimal` is decimal text with a point, a `date` is ISO 8601, a `code` is in capitals.',
    described(Field.properties),
    `States are ${FIELD_STATES.map(code).join(', ')}. A reading is:`,
    described(Reading.properties),
    '## The whole',
    table(
      ['', ''],
      parts.map(([name, { description }]) => [code(name), description]),
    ),
    `Verdicts are ${VERDICTS.map(code).join(', ')}; why a document is not approved stands in \`reasons\`, see [errors.md](errors.md#reasons).`,
    '## header',
    fields(HEADER_FIELDS),
    '## parties',
    `Each of ${PARTY_ROLES.map(code).join(', ')} has:`,
    fields(PARTY_FIELDS),
    '## totals',
    fields(TOTAL_FIELDS),
    ...Object.entries(ROW_FIELDS).flatMap(([group, rows]) => [`## ${group}`, 'A list of:', fields(rows)]),
  );
}

/** docs/models.md is written by hand, but for the table of the registry. */
function models() {
  const gb = ({ bytes, basis }) => `${basis === 'estimated' ? '~' : ''}${(bytes / 1e9).toFixed(1)} GB, ${basis}`;
  const rows = MODELS.map(({ name, use, repo, dtypes, disk, memory, licence }) => [
    code(name),
    use,
    `[${repo}](https://huggingface.co/${repo})`,
    dtypes[0],
    gb(disk),
    gb(memory),
    `[${licence.name}](${licence.url})${licence.accept === undefined ? '' : `, ${code(`--accept ${licence.accept}`)}`}`,
  ]);
  const written = table(['name', 'use', 'repository', 'dtype', 'to fetch', 'memory', 'licence'], rows);
  return readFileSync('docs/models.md', 'utf8').replace(
    /(<!-- models: .*-->\n)[\s\S]*?(<!-- \/models -->)/,
    (_, begin, end) => `${begin}\n${written}\n\n${end}`,
  );
}

const schema = z.toJSONSchema(InvoiceRecordSchema);
const files = {
  'docs/cli.md': await commandLine(),
  'docs/errors.md': errors(),
  'docs/models.md': models(),
  'docs/record.md': record(schema),
  'docs/record.schema.json': `${JSON.stringify({ ...schema, title: 'invoicectl record' }, null, 2)}\n`,
};

if (process.argv.includes('--check')) {
  const stale = Object.entries(files).filter(([path, text]) => {
    try {
      return readFileSync(path, 'utf8') !== text;
    } catch (error) {
      if (error.code === 'ENOENT') return true;
      throw error;
    }
  });
  for (const [path] of stale) console.error(`${path} is not what the program says. Run: npm run docs`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  mkdirSync('docs', { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(path, text);
}

import type { Problem } from '../../../core/page.ts';
import type { InvoiceRecord } from '../../../core/record.ts';
import { flow, pad, printable, type Terminal, type Tone, widthOf } from '../terminal.ts';

const LABEL_WIDTH = 9;

/** Lines that begin with a label once and are broken to the width. */
function labelled(
  name: string,
  parts: readonly string[],
  terminal: Terminal,
  tint: (text: string) => string = (text) => text,
): string[] {
  const indent = LABEL_WIDTH + 2;
  const width = Math.min(terminal.width, 120) - indent;
  return flow(
    parts.flatMap((part) => wrap(part, width)),
    width,
    '   ',
  ).map((line, i) => `  ${pad(i === 0 ? name : '', LABEL_WIDTH)}${tint(line)}`);
}

function wrap(text: string, width: number): string[] {
  return widthOf(text) <= width ? [text] : flow(text.split(' '), width, ' ');
}

/** Checks that hold, and those that do not. */
export function checkLines({ checks }: InvoiceRecord, terminal: Terminal): string[] {
  const passed = checks.filter((check) => check.passed);
  const failed = checks.filter((check) => !check.passed);
  return [
    ...labelled('checks', [...new Set(passed.map(({ message }) => printable(message)))], terminal),
    ...failed.flatMap(({ message, rule }, i) =>
      labelled(i === 0 ? 'against' : '', [`${printable(message)}${rule ? `  ${rule}` : ''}`], terminal, (text) =>
        terminal.tint('red', text),
      ),
    ),
  ];
}

/** Why the verdict is not simply approve. */
export function reasonLines({ reasons, verdict }: InvoiceRecord, terminal: Terminal): string[] {
  return reasons.flatMap(({ code, message, rule, severity }, i) => {
    const [head = '', ...rest] = labelled(
      i === 0 ? verdict : '',
      [`${code}  ${printable(message)}${rule ? ` (${rule})` : ''}`],
      terminal,
    );
    const tone: Tone = severity === 'error' ? 'red' : severity === 'warning' ? 'yellow' : 'dim';
    return [head.replace(code, terminal.tint(tone, code)), ...rest];
  });
}

/** What could not be read. */
export function problemLines(problems: readonly Problem[], terminal: Terminal): string[] {
  return problems.flatMap(({ code, message, hint, page }, i) =>
    labelled(
      i === 0 ? 'problem' : '',
      [`${code}  ${page && !/\bpage\b/i.test(message) ? `page ${page}: ` : ''}${sentences(message, hint)}`],
      terminal,
    ),
  );
}

/** A message with what to do about it behind it, as two sentences. */
function sentences(message: string, hint: string | undefined): string {
  const said = printable(message);
  return hint ? `${said}${/[.!?]$/.test(said) ? '' : '.'} ${printable(hint)}` : said;
}

import type { Summary } from '../../../core/ports.ts';
import { shortId } from '../../../core/record-id.ts';
import type { CandidateSeen, Explanation, ReadingSeen } from '../../../pipeline/explain/explanation.ts';
import { probability } from '../format.ts';
import { boxText, stateTone } from '../record/evidence.ts';
import { fileFacts } from '../record/record.ts';
import { type Column, table } from '../table.ts';
import { cut, flow, PROSE_WIDTH, pad, printable, type Terminal, widthOf } from '../terminal.ts';
import { confidenceLines, featureLines, partyLines } from './weights.ts';

/** Why a field has its value, as a person reads it: the reasons, every candidate, and what spoke for and against each. */
export function explanationLines(summary: Summary, explanation: Explanation, terminal: Terminal): string[] {
  const { candidates } = explanation;
  const sections = [
    headerLines(summary, explanation, terminal),
    paragraph('why', explanation.why.map(printable), terminal),
    candidateLines(candidates, terminal),
    featureLines(candidates, terminal),
    partyLines(explanation.parties, terminal),
    checkLines(candidates, terminal),
    confidenceLines(explanation, terminal),
  ];
  return sections.filter((lines) => lines.length > 0).flatMap((lines, i) => (i === 0 ? lines : ['', ...lines]));
}

function headerLines(summary: Summary, explanation: Explanation, terminal: Terminal): string[] {
  const { field, about, bt, value, confidence, state } = explanation;
  const dim = (text: string) => terminal.tint('dim', text);
  const width = Math.min(terminal.width, PROSE_WIDTH) - 2;
  const fact = `${about}${bt === null ? '' : ` (${bt})`}`;
  const facts = [...fileFacts(summary), shortId(summary.id)];
  const given = () => {
    if (value === null || confidence === null || state === null) return terminal.tint('yellow', 'not in the record');
    const room = terminal.width - widthOf(`${field}${state}`) - 12;
    const shown = Number.isFinite(room) ? cut(printable(value), Math.max(12, room)) : printable(value);
    return `${shown}  ${dim(probability(confidence))}  ${terminal.tint(stateTone({ state }), state)}`;
  };
  return [
    `  ${terminal.tint('bold', field)}  ${given()}`,
    ...flow(facts, width, ' · ').map((line) => `  ${dim(line)}`),
    ...flow(fact.split(' '), width, ' ').map((line) => `  ${dim(line)}`),
  ];
}

const LABEL = 5;

function paragraph(name: string, sentences: readonly string[], terminal: Terminal): string[] {
  const width = Math.min(terminal.width, PROSE_WIDTH) - LABEL - 2;
  return sentences
    .flatMap((sentence) => flow(sentence.split(' '), width, ' '))
    .map((line, i) => `  ${pad(i === 0 ? name : '', LABEL)}${line}`);
}

interface Shown {
  readonly rank: number;
  readonly candidate: CandidateSeen;
  readonly reading: ReadingSeen;
  readonly first: boolean;
}

const BESIDE = { after: 'follows', right: 'right of', below: 'below' } as const;

/** A row for every reading of every candidate. */
function candidateLines(candidates: readonly CandidateSeen[], terminal: Terminal): string[] {
  const rows = candidates.flatMap((candidate, i) =>
    candidate.readings.map((reading, j): Shown => ({ rank: i + 1, candidate, reading, first: j === 0 })),
  );
  const dim = (_: Shown, text: string) => terminal.tint('dim', text);
  const columns: Column<Shown>[] = [
    { title: '', text: ({ rank, first }) => (first ? String(rank) : ''), align: 'right' },
    {
      title: 'candidate',
      text: ({ candidate, first }) => (first ? printable(candidate.value) : ''),
      least: 12,
      most: 60,
      tint: ({ candidate }, text) => (candidate.chosen ? terminal.tint('bold', text) : text),
    },
    { title: 'score', text: ({ candidate, first }) => (first ? probability(candidate.score) : '') },
    {
      title: '',
      text: ({ candidate, first }) => (first && candidate.chosen ? 'chosen' : ''),
      tint: (_, text) => terminal.tint('green', text),
    },
    { title: 'read by', text: ({ reading }) => reading.reader, spare: 1 },
    { title: 'page', text: ({ reading }) => (reading.page === null ? '' : `p${reading.page}`), tint: dim },
    { title: 'box', text: ({ reading }) => boxText(reading.box), spare: 4, tint: dim },
    { title: 'printed', text: (shown) => printedOf(shown), least: 12, most: 60, spare: 2, tint: dim },
    {
      title: 'label',
      text: ({ reading: { label } }) => (label === null ? '' : `${BESIDE[label.relation]} "${printable(label.text)}"`),
      least: 12,
      spare: 3,
      tint: dim,
    },
  ];
  return table(rows, columns, { width: terminal.width, header: (text) => terminal.tint('dim', text) });
}

/** What is printed, or for XML the end of the path of the element that says it. */
function printedOf({ reading }: Shown): string {
  if (reading.path === null) return `"${printable(reading.text)}"`;
  const steps = reading.path.split('/');
  return printable(steps.length > 3 ? `…/${steps.slice(-2).join('/')}` : reading.path);
}

interface CheckRow {
  readonly rank: number;
  readonly passed: boolean;
  readonly message: string;
  readonly rule: string;
}

/** The checks that bind the field, as they come out with each candidate. */
function checkLines(candidates: readonly CandidateSeen[], terminal: Terminal): string[] {
  const rows = candidates.flatMap(({ checks }, i) =>
    checks.map(({ passed, message, rule = '' }): CheckRow => ({ rank: i + 1, passed, message, rule })),
  );
  const columns: Column<CheckRow>[] = [
    { title: '', text: ({ rank }) => String(rank), align: 'right' },
    {
      title: '',
      text: ({ passed }) => (passed ? 'holds' : 'fails'),
      tint: ({ passed }, text) => terminal.tint(passed ? 'green' : 'red', text),
    },
    { title: 'checks with it', text: ({ message }) => printable(message), least: 42 },
    { title: '', text: ({ rule }) => rule, spare: 1, tint: (_, text) => terminal.tint('dim', text) },
  ];
  return table(rows, columns, { width: terminal.width, header: (text) => terminal.tint('dim', text) });
}

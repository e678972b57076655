import type { Summary } from '../../core/ports.ts';
import type { CandidateSeen, Explanation, ReadingSeen } from '../../pipeline/explain/explanation.ts';
import { probability, shortId } from './format.ts';
import { boxText, stateTone } from './record/evidence.ts';
import { type Column, table } from './table.ts';
import { flow, pad, printable, type Terminal } from './terminal.ts';

/** Why a field has its value, as a person reads it: the reasons, every candidate, and what spoke for and against each. */
export function explanationLines(summary: Summary, explanation: Explanation, terminal: Terminal): string[] {
  const { candidates } = explanation;
  const sections = [
    headerLines(summary, explanation, terminal),
    paragraph('why', explanation.why.map(printable), terminal),
    candidateLines(candidates, terminal),
    featureLines(candidates, terminal),
    checkLines(candidates, terminal),
  ];
  return sections.filter((lines) => lines.length > 0).flatMap((lines, i) => (i === 0 ? lines : ['', ...lines]));
}

/** Off a terminal text is broken all the same: nobody reads a line of 300 letters. */
const PROSE_WIDTH = 110;

function headerLines(summary: Summary, explanation: Explanation, terminal: Terminal): string[] {
  const { field, about, bt, value, confidence, state } = explanation;
  const dim = (text: string) => terminal.tint('dim', text);
  const facts = [printable(summary.file), shortId(summary.id), `${about}${bt === null ? '' : ` (${bt})`}`];
  const given =
    value === null || confidence === null || state === null
      ? terminal.tint('yellow', 'not in the record')
      : `${printable(value)}  ${dim(probability(confidence))}  ${terminal.tint(stateTone({ state }), state)}`;
  return [
    `  ${terminal.tint('bold', field)}  ${given}`,
    ...flow(facts, Math.min(terminal.width, PROSE_WIDTH) - 2, ' · ').map((line) => `  ${dim(line)}`),
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

interface Term {
  readonly about: string;
  /** What it added to each candidate, by number; absent where it does not apply. */
  readonly added: ReadonlyMap<number, number>;
  readonly most: number;
}

/** What every feature added to the score of each candidate that a scoring reader saw, the strongest first. */
function featureLines(candidates: readonly CandidateSeen[], terminal: Terminal): string[] {
  const scored = candidates.flatMap(({ readings }, i) => {
    const reading = readings.find(({ features }) => features.length > 0);
    return reading === undefined ? [] : [{ rank: i + 1, reading }];
  });
  if (scored.length === 0) return [];
  const terms = new Map<string, Term>();
  for (const { rank, reading } of scored) {
    for (const { name, about, added } of reading.features) {
      const before = terms.get(name);
      const most = Math.max(before?.most ?? 0, Math.abs(added));
      terms.set(name, { about, added: new Map([...(before?.added ?? []), [rank, added]]), most });
    }
  }
  const rows = [...terms.values()].filter(({ most }) => most >= 0.05).sort((a, b) => b.most - a.most);
  const scores = new Map(scored.map(({ rank, reading }) => [rank, probability(reading.score)]));
  const columns: Column<Term>[] = [
    { title: 'for and against, in each candidate', text: ({ about }) => about, least: 24 },
    ...scored.map(
      ({ rank }): Column<Term> => ({
        title: String(rank),
        text: ({ added, most }) => (most === 0 ? (scores.get(rank) ?? '') : signed(added.get(rank))),
        align: 'right',
        // The first two are what it is about.
        ...(rank > 2 && { spare: rank }),
        tint: ({ added }, text) => ((added.get(rank) ?? 0) < 0 ? terminal.tint('red', text) : text),
      }),
    ),
  ];
  const sum: Term = { about: 'which makes a score of', added: new Map(), most: 0 };
  return table([...rows, sum], columns, { width: terminal.width, header: (text) => terminal.tint('dim', text) });
}

function signed(added: number | undefined): string {
  if (added === undefined || Math.abs(added) < 0.05) return '';
  return added > 0 ? `+${added.toFixed(1)}` : added.toFixed(1);
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

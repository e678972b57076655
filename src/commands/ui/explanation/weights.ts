import type { CandidateSeen, Explanation, PartySeen, TermSeen } from '../../../pipeline/explain/explanation.ts';
import { probability } from '../format.ts';
import { type Column, table } from '../table.ts';
import { flow, PROSE_WIDTH, printable, type Terminal } from '../terminal.ts';

interface Term {
  readonly about: string;
  /** What it added to each candidate, by number; absent where it does not apply. */
  readonly added: ReadonlyMap<number, number>;
  readonly most: number;
}

/** What every feature added to the score of each candidate that a scoring reader saw, the strongest first. */
export function featureLines(candidates: readonly CandidateSeen[], terminal: Terminal): string[] {
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

/** Who could have had the role, and beneath each what spoke for and against it. */
export function partyLines(parties: readonly PartySeen[], terminal: Terminal): string[] {
  const columns: Column<PartySeen>[] = [
    {
      title: 'party',
      text: ({ name }) => printable(name),
      least: 16,
      most: 60,
      tint: ({ chosen }, text) => (chosen ? terminal.tint('bold', text) : text),
    },
    { title: 'share', text: ({ share }) => probability(share) },
    { title: '', text: ({ page }) => `p${page}`, tint: (_, text) => terminal.tint('dim', text) },
  ];
  const [title = '', ...rows] = table(parties, columns, {
    width: terminal.width,
    header: (text) => terminal.tint('dim', text),
  });
  const width = Math.min(terminal.width, PROSE_WIDTH) - 4;
  const spoke = parties.map(({ evidence }) =>
    flow(
      evidence.map(({ kind, added }) => `${signed(added)} ${inWords(kind)}`),
      width,
      '  ',
    ).map((line) => `    ${line}`),
  );
  return parties.length === 0 ? [] : [title, ...rows.flatMap((row, i) => [row, ...(spoke[i] ?? [])])];
}

const inWords = (name: string): string => name.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);

/** What made the probability that the record gives. */
export function confidenceLines({ terms, confidence }: Explanation, terminal: Terminal): string[] {
  if (confidence === null) return [];
  const sum: TermSeen = { name: '', about: 'which makes a probability of', added: 0 };
  const rows = [...terms.filter(({ added }) => Math.abs(added) >= 0.05), sum];
  const columns: Column<TermSeen>[] = [
    { title: 'what the confidence rests on', text: ({ about }) => about, least: 24 },
    {
      title: '',
      text: (term) => (term === sum ? probability(confidence) : signed(term.added)),
      align: 'right',
      tint: ({ added }, text) => (added < 0 ? terminal.tint('red', text) : text),
    },
  ];
  return terms.length === 0
    ? []
    : table(rows, columns, { width: terminal.width, header: (text) => terminal.tint('dim', text) });
}

function signed(added: number | undefined): string {
  if (added === undefined || Math.abs(added) < 0.05) return '';
  return added > 0 ? `+${added.toFixed(1)}` : added.toFixed(1);
}

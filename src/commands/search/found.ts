import type { FoundPage, Library } from '../../context.ts';
import type { RecordQuery, Sha256, Summary } from '../../core/ports.ts';
import { printable } from '../ui/terminal.ts';

/** A page that was found, with all that is said of it. */
export interface Found {
  /** Of the invoice on the page. */
  readonly id: string;
  readonly document: Sha256;
  readonly file: string;
  readonly page: number;
  readonly score: number;
  /** How each way of looking ranks it, 0 to 1. */
  readonly by: Readonly<Record<string, number>>;
  /** The line that fits best; empty where its words say nothing. */
  readonly line: string;
  /** Parts of the line that are meant: from which letter to the one behind the last. */
  readonly hits: readonly (readonly [from: number, to: number])[];
  /** Whether it is an answer, and not only the closest there is. */
  readonly fits: boolean;
}

/** Less of what is asked on a page is no answer. Misspelt words count by how alike they are, .6 and up. */
const COVERED = 0.4;
/** Of what a model alone speaks for, this many are shown: it ranks, and knows no "not found". */
const BY_MODEL = 3;

/** What is shown of pages. */
export async function found(
  question: string,
  pages: readonly FoundPage[],
  library: Library,
  records: RecordQuery,
): Promise<readonly Found[]> {
  const summaries = await records.list({ documents: [...new Set(pages.map(({ document }) => document))] });
  const all: Found[] = [];
  let byModel = 0;
  for (const { document, page, score, covered, by } of pages) {
    const look = await library.look(question, { document, page });
    const summary = summaryOn(summaries, document, page);
    if (look === null || summary === undefined) continue;
    const fits = covered >= COVERED || (seenByModel(by) && ++byModel <= BY_MODEL);
    all.push({ id: summary.id, document, file: printable(summary.file), page, score, by, ...lineOf(look), fits });
  }
  return all;
}

function seenByModel(by: FoundPage['by']): boolean {
  return Object.entries(by).some(([name, score]) => name !== 'words' && !name.startsWith('lexical') && score > 0.9);
}

function summaryOn(summaries: readonly Summary[], document: Sha256, page: number): Summary | undefined {
  const own = summaries.filter((summary) => summary.document === document);
  return own.findLast(({ firstPage }) => (firstPage ?? 1) <= page) ?? own.at(-1);
}

type Looked = NonNullable<Awaited<ReturnType<Library['look']>>>;

function lineOf({ line, matches, words }: Looked): Pick<Found, 'line' | 'hits'> {
  if (line === null) return { line: '', hits: [] };
  const meant = new Set(matches.map(({ index }) => index));
  let text = '';
  const hits: [number, number][] = [];
  for (let i = line.from; i < line.to; i += 1) {
    const word = printable(words[i]?.text ?? '');
    if (word === '') continue;
    if (text !== '') text += ' ';
    if (meant.has(i)) hits.push([text.length, text.length + word.length]);
    text += word;
  }
  return { line: text, hits };
}

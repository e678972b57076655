import { type Assessed, termsOf } from '../fuse/confidence.ts';
import type { TermSeen } from './explanation.ts';

/** What each term of a probability says, as one reads it. A term without words goes by its name. */
const TERMS: Readonly<Record<string, string>> = {
  kind: 'how often values of this field are right',
  raw: "the readers' own score",
  rival: 'another value has a good score too',
  xml: 'the e-invoice says it',
  both: 'the e-invoice says it and a page prints it',
  held: 'a check that it takes part in holds',
  heldTwice: 'several checks hold',
  failed: 'a check that it takes part in fails',
  digits: 'its check digits are right',
  sumsHold: 'sums prove the total of the document',
  sumsFail: 'a check of the document fails',
  placeOnly: 'nothing but its place says that it is a name',
  modelOnly: 'only the vision model read it',
  ocr: 'it was read off a picture',
  weak: 'the words it stands in were read with doubt',
  mended: 'characters that look alike were exchanged',
  unplaced: 'it stands nowhere that could be pointed at',
};

/** What made the probability of the field at a path, what weighed most first. */
export function confidenceTerms(path: string, assessed: readonly Assessed[]): readonly TermSeen[] {
  const found = assessed.find((one) => one.path === path);
  if (found === undefined) return [];
  return [...termsOf(found)]
    .filter(([, added]) => added !== 0)
    .map(([name, added]) => ({ name, about: TERMS[name] ?? name, added }))
    .sort((a, b) => Math.abs(b.added) - Math.abs(a.added));
}

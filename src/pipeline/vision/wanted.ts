import type { OpenedDocument } from '../../core/page.ts';
import type { Reading } from '../../core/reading.ts';
import type { FoundPlace, PlaceFinder } from '../../core/vision.ts';
import type { Choices } from '../fuse/scalars.ts';
import type { Lexicon } from '../layout/lexicon.ts';
import { announcedOf } from '../layout/spots.ts';
import type { DocumentView } from '../layout/view.ts';
import type { AskedField } from './fields.ts';
import { BENEATH, BESIDE, type Place, placesOf } from './places.ts';
import type { Wanted } from './tiles.ts';

/** Places that the index is believed for one field. */
const FOUND = 2;

/**
 * Where each field may stand: where other readers saw it or a label announces it, else where the index finds what is
 * most like its labels. What is found nowhere is left out.
 */
export async function wantedPlaces(
  fields: readonly AskedField[],
  { pages }: Pick<OpenedDocument, 'pages'>,
  view: DocumentView,
  choices: Choices,
  finder: PlaceFinder | null,
): Promise<readonly Wanted[]> {
  const announced = announcedOf(view);
  const isShown = new Set(pages.map(({ number }) => number));
  const wanted = fields.map((field): Wanted & { readonly field: AskedField } => {
    const places = placesOf(field, candidatesOf(choices, field), announced).filter(({ page }) => isShown.has(page));
    return { key: field.path, places, field };
  });
  const lost = wanted.filter(({ places }) => places.length === 0).map(({ field }) => field);
  if (finder === null || lost.length === 0) return wanted.filter(({ places }) => places.length > 0);
  const found = await finder.find(
    pages,
    lost.map((field) => wordingOf(field, view.lexicons)),
  );
  return wanted
    .map(({ key, places, field }) => {
      const at = lost.indexOf(field);
      return { key, places: at < 0 ? places : (found[at] ?? []).slice(0, FOUND).map(withValue) };
    })
    .filter(({ places }) => places.length > 0);
}

/** What is found is a label as a rule, and its value stands beside or beneath it. */
function withValue({ page, box }: FoundPlace): Place {
  return { page, box: { x: box.x, y: box.y, w: box.w + BESIDE * box.h, h: box.h + BENEATH * box.h } };
}

/** The best reading of each value that a field might have. */
function candidatesOf(choices: Choices, { path }: AskedField): readonly Reading[] {
  const own = path === 'accounts[0].iban' ? [] : (choices.get(path) ?? []);
  return own.flatMap(({ readings, likelihood }) => (likelihood === undefined ? readings.slice(0, 1) : []));
}

/** Languages, and labels of each, that a field is looked for by. */
const [LANGUAGES, LABELS] = [2, 2];

/** What a field is called, and its labels as a document of these languages words them. */
export function wordingOf({ labels, about }: AskedField, lexicons: readonly Lexicon[]): string {
  const words = lexicons.slice(0, LANGUAGES).flatMap((lexicon) =>
    labels.flatMap((label) => {
      const [, group, name = label] = /^(role|generic):(\w+)$/.exec(label) ?? [];
      const table = group === 'role' ? lexicon.roles : group === 'generic' ? lexicon.generic : lexicon.labels;
      return (table[name] ?? []).filter((one) => !one.startsWith('*')).slice(0, LABELS);
    }),
  );
  return [...new Set([about, ...words])].join(' ');
}

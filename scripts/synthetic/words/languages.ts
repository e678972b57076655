import { cs } from './cs.ts';
import { da } from './da.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fi } from './fi.ts';
import { fr } from './fr.ts';
import { it } from './it.ts';
import { nb } from './nb.ts';
import { nl } from './nl.ts';
import { pl } from './pl.ts';
import { pt } from './pt.ts';
import { sv } from './sv.ts';
import { tr } from './tr.ts';
import type { Words } from './words.ts';

/** The languages that documents are drawn in, by ISO 639-1 code. */
export const LANGUAGES = { cs, da, de, en, es, fi, fr, it, nb, nl, pl, pt, sv, tr } as const satisfies Record<
  string,
  Words
>;

export type Language = keyof typeof LANGUAGES;

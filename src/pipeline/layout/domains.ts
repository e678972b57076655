import type { Box } from '../../core/geometry.ts';
import { fold } from './lexicon.ts';
import type { DocumentView } from './view.ts';

/** The name in an internet domain, and where it is printed. */
export interface Domain {
  readonly name: string;
  readonly page: number;
  readonly box: Box;
}

/** Hosts of mail and of sites that anybody can be at: their names are nobody's. */
const HOSTS =
  /^(?:gmail|googlemail|outlook|hotmail|yahoo|gmx|web|icloud|mail|example|live|msn|aol|proton|protonmail|orange|wanadoo|t-online|free|libero|interia|onet|seznam|linkedin|facebook|instagram|twitter|youtube)$/;

/** The internet domains that a document prints, without the ones of mail hosts. */
export function domainsOf(view: DocumentView): Domain[] {
  const found: Domain[] = [];
  for (const page of view.pages) {
    for (const line of page.lines) {
      if (!/@|www\.|https?:/i.test(line.text)) continue;
      for (const word of line.words) {
        const host = /(?:@|www\.|https?:\/\/(?:www\.)?)([a-z0-9-]+)\.[a-z]{2,}/i.exec(word.text)?.[1]?.toLowerCase();
        if (host !== undefined && host.length > 3 && !HOSTS.test(host))
          found.push({ name: fold(host), page: page.number, box: word.box });
      }
    }
  }
  return found;
}

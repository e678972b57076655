import { folded } from '../../core/terms.ts';

/**
 * Words that hold a question together, or say what all documents are, and nothing of what is looked for.
 */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a an the of from by in on at for with and or to is was were are which what where who when how did do does we our my me
   show find list all any that this about between
   der die das den dem des ein eine einer einem einen von vom im am an auf bei für mit und oder zu zum zur ist war sind
   welche welcher welches was wo wer wann wie wir unser mein zeige finde alle über
   le la les un une du de des à au aux en dans sur pour avec et ou est quel quelle où qui quand
   el los las del y o por para con que cual donde
   il lo gli i di da dal della nel per e con che
   het een van voor met en op uit bij welke
   o os as do da dos das no na em um uma com
   og i på av til med fra en et den det
   och till från ett
   w z na do od dla i oraz ze
   v s a od pro na ve
   ja tai
   ve ile bir
   invoice invoices bill rechnung rechnungen facture factures factura facturas fattura fatture factuur facturen faktura
   faktury fakturor lasku fatura`
    .split(/\s+/)
    .map(folded),
);

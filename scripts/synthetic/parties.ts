import type { Party } from './party.ts';
import type { Scene } from './scene.ts';

/** What a block of a party shows. */
export interface PartyForm {
  readonly role: 'seller' | 'buyer' | null;
  readonly head?: string;
  readonly ids: boolean;
  readonly contact: boolean;
  readonly country: boolean;
  readonly person: boolean;
  /** `lines`: one thing a line; `joined`: the address in one line; `labelled`: each line with its label. */
  readonly form: 'lines' | 'joined' | 'labelled';
  readonly align?: 'left' | 'right' | 'center';
  readonly size?: number;
  readonly name?: boolean;
}

interface Row {
  readonly label: string;
  readonly text: string;
  readonly bold?: true;
}

/** Draws a party; gives the y below it. */
export function drawPartyBlock(
  scene: Scene,
  party: Party,
  form: PartyForm,
  x: number,
  y: number,
  width: number,
): number {
  const { paper, look, dice } = scene;
  const align = form.align ?? 'left';
  const wanted = form.size ?? look.body;
  const at = align === 'left' ? x : align === 'right' ? x + width : x + width / 2;
  const rows = rowsOf(scene, party, form);
  const size = paper.fit(
    rows.map(({ text }) => text),
    width * (form.form === 'labelled' ? 0.6 : 1),
    { size: wanted, face: 'bold' },
  );
  let top = y;
  if (form.head !== undefined) {
    const style = dice.pick(['bold', 'accent', 'small'] as const);
    top = paper.line(form.head, at, top, {
      align,
      face: style === 'small' ? 'regular' : 'bold',
      size: style === 'small' ? size - 1 : size,
      color: style === 'accent' ? look.accent : look.ink,
    });
    top += style === 'accent' ? 2 : 1;
  }
  const gutter = Math.max(...rows.map(({ label }) => (label === '' ? 0 : paper.measure(`${label} `, { size })))) + 6;
  const tabbed = form.form === 'labelled' && dice.chance(0.6) && gutter < width * 0.45;
  for (const row of rows) {
    const face = row.bold ? 'bold' : 'regular';
    if (form.form === 'labelled' && tabbed && row.label !== '') {
      paper.line(row.label, x, top, { size, color: look.ink });
      top = paper.lines(paper.wrap(row.text, width - gutter, { size, face }), x + gutter, top, { size, face });
    } else {
      const text = row.label === '' ? row.text : `${row.label} ${row.text}`;
      top = paper.lines(paper.wrap(text, width, { size, face }), at, top, { size, face, align });
    }
  }
  return top;
}

/** The rows of a party, noted in the ledger. */
function rowsOf(scene: Scene, party: Party, form: PartyForm): Row[] {
  const { ledger, look, dice, draft } = scene;
  const { role } = form;
  const say = (field: string, value: string, text: string) =>
    role === null ? text : ledger.say(`${role}.${field}`, value, text);
  const labelled = form.form === 'labelled';
  const named = (label: string) => (labelled ? `${label}${look.colon || ':'}` : '');
  const rows: Row[] = [];
  if (form.name !== false)
    rows.push({ label: named(scene.label('name')), text: say('name', party.name, party.name), bold: true });
  if (form.person) rows.push({ label: '', text: `${dice.word(draft.words.attention)}${party.person}` });
  say('street', party.street, party.street);
  if (party.cityUnsure && role !== null) ledger.doubt(`${role}.city`);
  const town = party.townLines.join(form.form === 'lines' ? '\n' : ', ');
  say('postcode', party.postcode, party.postcode);
  const printedTown = party.city.split(', ')[0] ?? party.city;
  say('city', party.city, town.includes(printedTown) ? printedTown : printedTown.toUpperCase());
  if (form.form === 'lines') {
    rows.push({ label: '', text: party.street });
    for (const line of party.townLines) rows.push({ label: '', text: line });
    if (form.country) rows.push({ label: '', text: say('country', party.country, party.countryName) });
  } else {
    const mark = dice.pick([', ', ', ', ' - ', ' · ']);
    const country = form.country ? `${mark}${say('country', party.country, party.countryName)}` : '';
    rows.push({ label: named(scene.label('address')), text: `${party.street}${mark}${town}${country}` });
  }
  if (form.ids) {
    const home = party.country === draft.code;
    if (home || role === 'seller') {
      rows.push({
        label: `${party.vat.label}${look.colon || (dice.chance(0.5) ? ':' : '')}`,
        text: say('vat_id', party.vat.value, party.vat.printed),
      });
      if (party.tax !== undefined && role === 'seller' && dice.chance(0.7))
        rows.push({
          label: `${party.tax.label}${look.colon}`,
          text: say('tax_id', party.tax.value, party.tax.printed),
        });
    } else if (/^[A-Z]{2}/.test(party.vat.value) && !['US', 'CA', 'IN'].includes(draft.code)) {
      rows.push({
        label: `${draft.seller.vat.label}${look.colon}`,
        text: say('vat_id', party.vat.value, party.vat.value),
      });
    }
    if (party.register !== undefined && role === 'seller' && dice.chance(0.5))
      rows.push({ label: '', text: party.register });
  }
  if (form.contact) {
    const contacts = [
      { label: scene.before('phone'), text: party.phone },
      { label: dice.chance(0.4) ? '' : scene.before('email'), text: party.email },
      { label: '', text: party.web },
    ];
    rows.push(...contacts.slice(0, dice.int(1, 3)));
  }
  return rows;
}

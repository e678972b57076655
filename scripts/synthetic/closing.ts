import { friendlyFormatIBAN } from 'ibantools';
import { diceOf } from './dice.ts';
import { daysAfter, printDate, printMoney } from './notation.ts';
import { drawPartyBlock, type PartyForm } from './parties.ts';
import type { Account } from './party.ts';
import type { Scene } from './scene.ts';

/** The labelled numbers of an account, noted in the ledger. */
function accountRows(scene: Scene, account: Account): { label: string; text: string }[] {
  const { dice, ledger, draft } = scene;
  const rows: { label: string; text: string }[] = [];
  if (dice.chance(0.6)) rows.push({ label: scene.label('bank'), text: account.bank });
  if (dice.chance(0.2)) rows.push({ label: scene.label('holder'), text: draft.seller.name });
  if (account.iban !== undefined) {
    const text = dice.chance(0.8) ? (friendlyFormatIBAN(account.iban) ?? account.iban) : account.iban;
    rows.push({ label: 'IBAN', text });
    const first = !ledger.has('iban');
    ledger.say('iban', account.iban, text);
    if (dice.chance(0.75)) {
      rows.push({ label: dice.pick(['BIC', 'BIC', 'SWIFT', 'BIC/SWIFT']), text: account.bic });
      if (first) ledger.say('bic', account.bic, account.bic);
      else if (!ledger.has('bic')) ledger.doubt('bic');
    }
  }
  if (account.other !== undefined) rows.push({ label: '', text: account.other });
  return rows;
}

/** Draws the accounts; gives the y below them. */
export function drawAccounts(scene: Scene, x: number, y: number, width: number, size = scene.look.body): number {
  const { paper, dice, look, draft } = scene;
  if (draft.accounts.length === 0) return y;
  let top = dice.chance(0.6) ? paper.line(scene.before('payTo'), x, y, { face: 'bold', size }) : y;
  const inline = dice.chance(0.35);
  draft.accounts.forEach((account) => {
    const rows = accountRows(scene, account);
    const texts = rows.map(({ label, text }) =>
      label === '' ? text : `${label}${look.colon || (dice.chance(0.5) ? ':' : '')} ${text}`,
    );
    const longest = texts.reduce((a, b) => (a.length > b.length ? a : b));
    // A narrow column of a footer is set smaller before it breaks a number.
    const fitted = Math.max(5.2, Math.min(size, (size * width) / (paper.measure(longest, { size }) + 1)));
    const set = inline ? [texts.join(dice.pick(['  ', ', ', ' · ', ' | ']))] : texts;
    top = paper.lines(
      set.flatMap((text) => paper.wrap(text, width, { size: inline ? size : fitted })),
      x,
      top,
      { size: inline ? size : fitted },
    );
    if (!inline) top += 2;
  });
  return top;
}

const UNION: ReadonlySet<string> = new Set('DE AT FR BE NL LU ES IT PT PL CZ DK SE FI IE'.split(' '));

/** Payment terms, notes, thanks: what follows the totals. */
export function closingTexts(scene: Scene): string[] {
  const { draft, dice, ledger } = scene;
  const { prints, words, sums } = draft;
  const texts: string[] = [];
  const money = (value: number) => printMoney(value.toFixed(2), prints, prints.totals);
  const day = (iso: string) => printDate(iso, prints);
  const stray = (text: string) =>
    text
      .replace('{date}', day(daysAfter(draft.issued, dice.int(12, 90))))
      .replace('{amount}', money(dice.pick([15, 40, 50, 100, 250, 500, 1500])))
      .replace('{days}', String(dice.pick([7, 8, 10, 14])))
      .replace('{percent}', String(dice.pick([2, 3])));
  const { reason } = draft.taxation;
  if (reason === 'intra') {
    const [union = '', exported = ''] = words.intra.split('|');
    texts.push(draft.buyer !== undefined && UNION.has(draft.buyer.country) ? union : exported);
  } else if (reason !== undefined) texts.push(dice.word(words[reason]));
  if (draft.kind === 'receipt')
    return [...texts, dice.word(words.paidBy), ...(dice.chance(0.7) ? [dice.word(words.thanks)] : [])];
  if (draft.due !== undefined && !ledger.has('due_date')) {
    texts.push(dice.word(words.termsDate).replace('{date}', ledger.say('due_date', draft.due, day(draft.due))));
  } else if (dice.chance(0.5)) texts.push(dice.word(words.termsDays).replace('{days}', String(draft.days)));
  if (dice.chance(0.15)) {
    const reduced = Number(sums.due) * 0.98;
    texts.push(
      dice
        .word(words.cash)
        .replace('{percent}', '2')
        .replace('{days}', '8')
        .replace('{amount}', money(Math.round(reduced * 100) / 100))
        .replace('{date}', day(daysAfter(draft.issued, 8))),
    );
  }
  if (dice.chance(0.5)) texts.push(stray(dice.word(words.notes)));
  if (dice.chance(0.2)) texts.push(stray(dice.word(words.notes)));
  if (dice.chance(0.5)) texts.push(dice.word(words.thanks));
  return texts;
}

/** How a footer is set. */
export interface FooterForm {
  readonly kind: 'columns' | 'centred' | 'none';
  readonly seller: boolean;
  readonly accounts: boolean;
  readonly pageNumbers: boolean;
}

/** Height that a footer takes at the bottom of the page. */
export function footerHeight({ paper }: Scene, form: FooterForm): number {
  if (form.kind === 'none') return 18;
  return form.kind === 'columns' ? paper.pitch() * 7.5 : paper.pitch() * 3.6;
}

/** Draws the footer of every page. */
export function drawFooters(scene: Scene, form: FooterForm, sellerForm: PartyForm): void {
  const { paper, look, draft } = scene;
  const left = look.margin;
  const width = paper.width - look.margin * 2;
  const size = Math.max(6, look.body - 2);
  const top = paper.height - footerHeight(scene, form) - 14;
  const heading = scene.dice.chance(0.3);
  const everyPage = scene.dice.chance(0.7);
  paper.onEveryPage((page, pages) => {
    // Every page has the same choices.
    drawFooter({ ...scene, dice: diceOf(`${draft.stem}/footer`) }, page, pages);
  });

  function drawFooter(scene: Scene, page: number, pages: number): void {
    const pageText = scene.label('page', { n: String(page), of: String(pages) });
    if (form.pageNumbers) paper.line(pageText, left + width, paper.height - 20, { size, align: 'right' });
    if (form.kind === 'none' || (page > 1 && !everyPage)) return;
    if (form.kind === 'centred') {
      const { seller } = draft;
      const parts = [seller.name, seller.street, ...seller.townLines];
      const ids = [
        `${seller.vat.label} ${seller.vat.printed}`,
        ...(seller.register === undefined ? [] : [seller.register]),
        seller.email,
      ];
      paper.rule(left, top - 4, left + width, top - 4, look.accent, 0.5);
      const mark = ' · ';
      if (form.seller) {
        const { ledger } = scene;
        ledger.say('seller.name', seller.name, seller.name);
        ledger.say('seller.street', seller.street, seller.street);
        ledger.say('seller.postcode', seller.postcode, seller.postcode);
        if (seller.cityUnsure) ledger.doubt('seller.city');
        const town = seller.city.split(', ')[0] ?? seller.city;
        ledger.say('seller.city', seller.city, seller.townLines.join(' ').includes(town) ? town : town.toUpperCase());
        ledger.say('seller.vat_id', seller.vat.value, seller.vat.printed);
      }
      const texts = form.seller ? [parts.join(mark), ids.join(mark)] : [[seller.web, seller.phone].join(mark)];
      paper.lines(
        texts.flatMap((text) => paper.wrap(text, width, { size })),
        left + width / 2,
        top,
        { size, align: 'center' },
      );
      return;
    }
    paper.rule(left, top - 4, left + width, top - 4, look.accent, 0.5);
    const columns: ((x: number, columnWidth: number) => void)[] = [];
    if (form.seller)
      columns.push(
        (x, w) =>
          void drawPartyBlock(
            scene,
            draft.seller,
            { ...sellerForm, size, ids: false, contact: false, form: 'lines' },
            x,
            top,
            w,
          ),
      );
    columns.push((x, w) => {
      const { seller } = draft;
      const rows = [`${scene.before('phone')} ${seller.phone}`, seller.email, seller.web];
      paper.lines(heading ? rows : rows.slice(0, 2), x, top, { size: paper.fit(rows, w, { size }) });
    });
    if (form.accounts && draft.accounts.length > 0) columns.push((x, w) => void drawAccounts(scene, x, top, w, size));
    if (form.seller)
      columns.push((x, w) => {
        const { seller } = draft;
        const rows = [
          `${seller.vat.label}${look.colon} ${scene.ledger.say('seller.vat_id', seller.vat.value, seller.vat.printed)}`,
          ...(seller.tax === undefined
            ? []
            : [
                `${seller.tax.label}${look.colon} ${scene.ledger.say('seller.tax_id', seller.tax.value, seller.tax.printed)}`,
              ]),
          ...(seller.register === undefined ? [] : [seller.register]),
        ];
        paper.lines(
          rows.flatMap((text) => paper.wrap(text, w, { size })),
          x,
          top,
          { size },
        );
      });
    const step = width / columns.length;
    columns.forEach((draw, i) => {
      draw(left + step * i, step - 8);
    });
  }
}

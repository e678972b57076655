import { drawMark } from '../fixtures/mark.ts';
import { drawMeta, type MetaForm, metaRows } from './meta.ts';
import { printDate } from './notation.ts';
import { drawPartyBlock, type PartyForm } from './parties.ts';
import type { Party } from './party.ts';
import type { Scene } from './scene.ts';
import { drawTitle } from './title.ts';

/** How the top of a first page is arranged. */
export const SKELETONS = [
  'window',
  'window-right',
  'left-head',
  'right-head',
  'centred',
  'parties-boxed',
  'meta-first',
  'footer-seller',
  'labelled',
  'form',
  'two-columns',
  'banner',
  'sidebar',
] as const;
export type Skeleton = (typeof SKELETONS)[number];

/** What a skeleton leaves to the rest of the page. */
export interface Top {
  readonly bottom: number;
  /** The seller's address stands in the footer only. */
  readonly sellerInFooter: boolean;
  /** Left edge of what follows, where a column on the left is taken. */
  readonly left?: number;
}

/** Draws the top of the first page. */
export function drawTop(scene: Scene, skeleton: Skeleton): Top {
  const { paper, look, dice, draft } = scene;
  const left = look.margin;
  const width = paper.width - look.margin * 2;
  const right = left + width;
  const pitch = paper.pitch();
  const half = width / 2 - 12;
  const { seller, buyer, shipTo } = draft;
  const abroad = buyer !== undefined && buyer.country !== seller.country;
  const base: PartyForm = {
    role: null,
    ids: false,
    contact: false,
    country: abroad || dice.chance(0.15),
    person: false,
    form: 'lines',
  };
  const sellerForm: PartyForm = { ...base, role: 'seller', ids: dice.chance(0.75), contact: dice.chance(0.6) };
  const buyerForm: PartyForm = {
    ...base,
    role: 'buyer',
    ids: dice.chance(0.4),
    person: dice.chance(0.2),
    contact: dice.chance(0.06),
  };
  const shipForm: PartyForm = { ...base, head: scene.label('shipTo') };
  const metaForm = dice.weigh<MetaForm>([
    [4, 'pairs'],
    [2, 'right-pairs'],
    [3, 'inline'],
    [1.3, 'stack'],
    [1, 'tight'],
  ]);
  const wideMeta = dice.weigh<MetaForm>([
    [3, 'strip'],
    [3, 'boxes'],
    [1, 'flow'],
  ]);
  const party = (who: Party | undefined, form: PartyForm, x: number, y: number, w: number) =>
    who === undefined ? y : drawPartyBlock(scene, who, form, x, y, w);
  const ship = (x: number, y: number, w: number) => party(shipTo, shipForm, x, y, w);
  const logo = (x: number, y: number, size: number) => {
    const mark = dice.pick(['arcs', 'hexagon', 'leaf', 'ring', 'tiles', 'wave'] as const);
    drawMark(paper, mark, x, y, size, look.accent);
  };
  const brand = (x: number, y: number, align: 'left' | 'right' | 'center', size = look.body + 7) =>
    paper.line(seller.brand, x, y, { face: 'bold', size, color: look.accent, align });
  const inTitle = new Set<string>();
  const title = (x: number, y: number, align: 'left' | 'right' | 'center' = 'left') =>
    drawTitle(scene, inTitle, x, y, align);
  const head = (key: 'billTo' | 'buyerHead', chance: number) => (dice.chance(chance) ? { head: scene.label(key) } : {});
  const gap = pitch * dice.pick([1, 1.5, 2]);

  switch (skeleton) {
    case 'window':
    case 'window-right': {
      const windowX = skeleton === 'window' ? left : left + width * 0.55;
      const otherX = skeleton === 'window' ? left + width * 0.58 : left;
      const otherWidth = width * 0.42;
      const letterhead = dice.pick(['right', 'centre', 'left'] as const);
      let y = look.margin * 0.8;
      if (dice.chance(0.6)) logo(letterhead === 'left' ? left : right - 40, y, 36);
      if (letterhead === 'centre') y = brand(left + width / 2, y, 'center');
      else y = brand(letterhead === 'left' ? left + 44 : right - 46, y, letterhead === 'left' ? 'left' : 'right');
      const senderTop = Math.max(y + 14, 118);
      const sender = [seller.name, seller.street, seller.townLines.join(' ')].join(
        dice.pick([' · ', ' - ', ', ', ' | ']),
      );
      const small = { size: Math.max(5.8, look.body - 3) };
      let top = senderTop;
      if (skeleton === 'window' && paper.measure(sender, small) < width * 0.55) {
        top = paper.line(sender, windowX, senderTop, { ...small, color: '#555555' }) + 3;
        if (dice.chance(0.5))
          paper.rule(windowX, top - 3, windowX + paper.measure(sender, small), top - 3, '#888888', 0.4);
      }
      const buyerBottom = party(
        buyer,
        { ...buyerForm, ids: false, ...head('billTo', skeleton === 'window' ? 0.15 : 0.5) },
        windowX,
        top,
        width * 0.42,
      );
      const sellerBottom = drawPartyBlock(scene, seller, sellerForm, otherX, Math.max(y + 8, 90), otherWidth);
      let below = Math.max(buyerBottom, sellerBottom) + gap;
      const shipBottom = ship(left, below, half);
      if (dice.chance(0.35)) {
        inTitle.add('date');
        scene.ledger.say('issue_date', draft.issued, printDate(draft.issued, draft.prints));
        const place = (seller.city.split(',')[0] ?? '') + (dice.chance(0.7) ? ', ' : ' ');
        paper.line(place + printDate(draft.issued, draft.prints), right, below, { align: 'right' });
        below += pitch;
      }
      const titleY = Math.max(below, shipBottom) + (shipTo === undefined ? 0 : gap);
      const metaBeside = dice.chance(0.5);
      const titleBottom = title(left, titleY);
      const rows = metaRows(scene, inTitle);
      const bottom = metaBeside
        ? Math.max(titleBottom, drawMeta(scene, rows, metaForm, right - width * 0.42, titleY, width * 0.42))
        : drawMeta(scene, rows, dice.chance(0.5) ? wideMeta : metaForm, left, titleBottom + 4, width);
      return { bottom: bottom + gap, sellerInFooter: false };
    }
    case 'left-head':
    case 'right-head': {
      const sellerLeft = skeleton === 'left-head';
      const y = look.margin;
      const sellerX = sellerLeft ? left : left + width * 0.58;
      const titleX = sellerLeft ? right : left;
      const align = sellerLeft ? (dice.chance(0.6) ? 'right' : 'left') : 'left';
      const size = dice.chance(0.5) ? 34 : 0;
      if (size > 0) logo(sellerX, y, size);
      const sellerBottom = drawPartyBlock(
        scene,
        seller,
        { ...sellerForm, align: sellerLeft ? 'left' : dice.pick(['left', 'right']) },
        sellerX,
        y + (size > 0 ? size + 5 : 0),
        width * 0.42,
      );
      const titleBottom = title(align === 'right' ? titleX : sellerLeft ? left + width * 0.6 : left, y, align);
      const rows = metaRows(scene, inTitle);
      const metaUp = dice.chance(0.6);
      const metaX = sellerLeft ? left + width * 0.58 : left;
      const metaBottom = metaUp ? drawMeta(scene, rows, metaForm, metaX, titleBottom + 4, width * 0.42) : titleBottom;
      const partiesY = Math.max(sellerBottom, metaBottom) + gap;
      const buyerBottom = party(buyer, { ...buyerForm, ...head('billTo', 0.9) }, left, partiesY, half);
      const shipBottom = ship(left + width / 2 + 6, partiesY, half);
      const metaLow = metaUp
        ? 0
        : drawMeta(
            scene,
            rows,
            shipTo === undefined ? metaForm : wideMeta,
            shipTo === undefined ? left + width * 0.58 : left,
            shipTo === undefined ? partiesY : Math.max(buyerBottom, shipBottom) + 8,
            shipTo === undefined ? width * 0.42 : width,
          );
      return { bottom: Math.max(buyerBottom, shipBottom, metaLow) + gap, sellerInFooter: false };
    }
    case 'centred': {
      let y = look.margin * 0.8;
      if (dice.chance(0.4)) {
        logo(left + width / 2 - 17, y, 34);
        y += 40;
      }
      y = drawPartyBlock(
        scene,
        seller,
        { ...sellerForm, form: dice.pick(['lines', 'joined']), align: 'center' },
        left,
        y,
        width,
      );
      paper.rule(left, y + 4, right, y + 4, look.accent, 1);
      y = title(left + width / 2, y + gap, 'center') + gap * 0.5;
      const rows = metaRows(scene, inTitle);
      const buyerBottom = party(buyer, { ...buyerForm, ...head('billTo', 0.8) }, left, y, half);
      const beside = drawMeta(scene, rows, metaForm, left + width * 0.58, y, width * 0.42);
      const shipBottom = ship(left, buyerBottom + 6, half);
      return { bottom: Math.max(buyerBottom, beside, shipBottom) + gap, sellerInFooter: false };
    }
    case 'parties-boxed': {
      let y = title(left, look.margin) + 4;
      const boxed = dice.chance(0.7);
      const form = dice.pick(['lines', 'labelled', 'lines'] as const);
      const pad = 6;
      const swap = dice.chance(0.15);
      const cells = [
        (x: number, w: number) =>
          drawPartyBlock(scene, seller, { ...sellerForm, head: scene.label('sellerHead'), form }, x, y + pad, w),
        (x: number, w: number) => party(buyer, { ...buyerForm, head: scene.label('buyerHead'), form }, x, y + pad, w),
        ...(shipTo === undefined ? [] : [(x: number, w: number) => ship(x, y + pad, w)]),
      ];
      if (swap) cells.reverse();
      const metaTop = dice.chance(0.4);
      const rows = metaRows(scene, inTitle);
      if (metaTop) y = drawMeta(scene, rows, wideMeta, left, y, width) + pitch;
      const step = width / cells.length;
      const bottom = Math.max(...cells.map((draw, i) => draw(left + step * i + pad, step - pad * 2 - 4))) + pad;
      if (boxed) cells.forEach((_, i) => void paper.frame(left + step * i + 1, y, step - 4, bottom - y, look.accent));
      const end = metaTop
        ? bottom
        : drawMeta(scene, rows, dice.chance(0.6) ? wideMeta : metaForm, left, bottom + 8, width);
      return { bottom: end + gap, sellerInFooter: false };
    }
    case 'meta-first': {
      const y = look.margin * 0.8;
      const rowsY = title(left, y);
      const rows = metaRows(scene, inTitle);
      const metaBottom = drawMeta(scene, rows, wideMeta, left, rowsY + 2, width);
      const top = metaBottom + gap;
      const buyerFirst = dice.chance(0.5);
      const sellerX = buyerFirst ? left + width / 2 + 12 : left;
      const buyerX = buyerFirst ? left : left + width / 2 + 12;
      const sellerBottom = drawPartyBlock(
        scene,
        seller,
        { ...sellerForm, ...(dice.chance(0.6) ? { head: scene.label('sellerHead') } : {}) },
        sellerX,
        top,
        half,
      );
      const buyerBottom = party(buyer, { ...buyerForm, ...head('billTo', 0.95) }, buyerX, top, half);
      const shipBottom = ship(buyerX, buyerBottom + 5, half);
      return { bottom: Math.max(sellerBottom, buyerBottom, shipBottom) + gap, sellerInFooter: false };
    }
    case 'footer-seller': {
      let y = look.margin * 0.7;
      logo(dice.chance(0.5) ? left : right - 44, y, 44);
      if (dice.chance(0.7)) brand(left + width / 2, y + 8, 'center');
      y += 70;
      const buyerBottom = party(buyer, { ...buyerForm, ...head('billTo', 0.4) }, left, y, half);
      const rows = metaRows(scene, inTitle);
      const metaBottom = drawMeta(scene, rows, metaForm, left + width * 0.58, y, width * 0.42);
      const shipBottom = ship(left, buyerBottom + 5, half);
      const bottom = title(left, Math.max(buyerBottom, metaBottom, shipBottom) + gap);
      return { bottom: bottom + 4, sellerInFooter: true };
    }
    case 'labelled': {
      const middle = dice.chance(0.5);
      let y = title(middle ? left + width / 2 : left, look.margin, middle ? 'center' : 'left');
      y += 4;
      const rows = metaRows(scene, inTitle);
      y = drawMeta(scene, rows, dice.pick(['pairs', 'inline'] as const), left, y, width) + 8;
      y =
        drawPartyBlock(
          scene,
          seller,
          { ...sellerForm, form: 'labelled', head: scene.label('sellerHead') },
          left,
          y,
          width,
        ) + 6;
      y = party(buyer, { ...buyerForm, form: 'labelled', head: scene.label('buyerHead') }, left, y, width) + 6;
      y = ship(left, y, width);
      return { bottom: y + gap * 0.6, sellerInFooter: false };
    }
    case 'form': {
      const y = look.margin * 0.8;
      const pad = 5;
      const rows = metaRows(scene, inTitle);
      const bottomLeft = drawPartyBlock(
        scene,
        seller,
        { ...sellerForm, ...(dice.chance(0.5) ? { head: scene.label('sellerHead') } : {}) },
        left + pad,
        y + pad,
        width * 0.5 - pad * 2,
      );
      const titleBottom = title(left + width * 0.5 + pad, y + pad);
      const bottomRight = drawMeta(scene, rows, 'pairs', left + width * 0.5 + pad, titleBottom, width * 0.5 - pad * 2);
      const first = Math.max(bottomLeft, bottomRight) + pad;
      paper.frame(left, y, width * 0.5, first - y);
      paper.frame(left + width * 0.5, y, width * 0.5, first - y);
      const cellWidth = shipTo === undefined ? width : width / 2;
      const a = party(
        buyer,
        { ...buyerForm, ...head('buyerHead', 0.95), form: dice.pick(['lines', 'joined']) },
        left + pad,
        first + pad,
        cellWidth - pad * 2,
      );
      const b = ship(left + width / 2 + pad, first + pad, width / 2 - pad * 2);
      const second = Math.max(a, b) + pad;
      paper.frame(left, first, cellWidth, second - first);
      if (shipTo !== undefined) paper.frame(left + width / 2, first, width / 2, second - first);
      return { bottom: second + dice.pick([0, 8]), sellerInFooter: false };
    }
    case 'two-columns': {
      const y = look.margin;
      const columns = dice.shuffle(['seller', 'buyer', 'meta'] as const);
      const step = width / 3;
      const titleBottom = title(left, y) + 6;
      const rows = metaRows(scene, inTitle);
      const bottoms = columns.map((what, i) => {
        const x = left + step * i;
        const w = step - 14;
        if (what === 'meta') return drawMeta(scene, rows, dice.pick(['stack', 'inline'] as const), x, titleBottom, w);
        if (what === 'seller')
          return drawPartyBlock(scene, seller, { ...sellerForm, head: scene.label('sellerHead') }, x, titleBottom, w);
        return party(buyer, { ...buyerForm, head: scene.label('billTo') }, x, titleBottom, w);
      });
      const shipBottom = ship(left, Math.max(...bottoms) + 6, half);
      return { bottom: Math.max(...bottoms, shipBottom) + gap, sellerInFooter: false };
    }
    case 'sidebar': {
      const column = width * 0.24;
      const x = left + column + 18;
      const mainWidth = right - x;
      paper.fill(0, 0, left + column + 6, paper.height, '#f4f4f4');
      let y = look.margin;
      if (dice.chance(0.6)) {
        logo(left, y, 40);
        y += 50;
      }
      y = drawPartyBlock(scene, seller, { ...sellerForm, ids: dice.chance(0.9) }, left, y, column) + gap;
      const titleBottom = title(x, look.margin);
      const rows = metaRows(scene, inTitle);
      drawMeta(scene, rows, dice.pick(['stack', 'stack', 'inline'] as const), left, y, column);
      const buyerBottom = party(
        buyer,
        { ...buyerForm, ...head('billTo', 0.8) },
        x,
        titleBottom + gap,
        mainWidth * 0.55,
      );
      const shipBottom = ship(x, buyerBottom + 6, mainWidth * 0.55);
      return { bottom: Math.max(buyerBottom, shipBottom) + gap, sellerInFooter: false, left: x };
    }
    case 'banner': {
      const height = 74;
      paper.fill(0, 0, paper.width, height, look.accent);
      paper.line(seller.name, left, 20, { face: 'bold', size: look.body + 5, color: '#ffffff' });
      scene.ledger.say('seller.name', seller.name, seller.name);
      const sellerBottom = drawPartyBlock(
        scene,
        seller,
        { ...sellerForm, name: false, form: 'joined' },
        left,
        height + 6,
        width,
      );
      const y = title(left, sellerBottom + gap * 0.6) + 4;
      const rows = metaRows(scene, inTitle);
      const buyerBottom = party(buyer, { ...buyerForm, ...head('billTo', 0.9) }, left, y, half);
      const metaBottom = drawMeta(scene, rows, metaForm, left + width * 0.58, y, width * 0.42);
      const shipBottom = ship(left, buyerBottom + 6, half);
      return { bottom: Math.max(buyerBottom, metaBottom, shipBottom) + gap, sellerInFooter: false };
    }
  }
}

import type { OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Box } from '../../core/geometry.ts';
import { describeFont, type Font, type PdfFont, UNKNOWN_FONT } from './font.ts';
import { type Direction, directionOf, IDENTITY, type Matrix, multiply, RIGHT, unitSquare } from './matrix.ts';

/** A page's drawing operations as pdf.js gives them. */
export interface Operations {
  readonly fnArray: readonly number[];
  readonly argsArray: readonly unknown[];
}

/** One printed character: `u` runs along its line of text, `v` across it, both in points. */
export interface Glyph {
  readonly text: string;
  readonly direction: Direction;
  readonly u0: number;
  readonly u1: number;
  /** Of the baseline; grows away from the top of the letters. */
  readonly v: number;
  readonly size: number;
  readonly font: Font;
  readonly bold: boolean;
  /** Drawn in no colour: rendering mode 3 or fully transparent. */
  readonly hidden: boolean;
  /** Follows a printed space. */
  readonly afterSpace: boolean;
  /** Extra space after each character that the file asks for, in points. */
  readonly tracking: number;
}

/** What a page's operations draw, as far as reading it goes. */
export interface Drawing {
  readonly glyphs: readonly Glyph[];
  readonly pictures: readonly Box[];
}

type PdfGlyph = number | { readonly unicode: string; readonly width: number; readonly isSpace: boolean };

interface State {
  ctm: Matrix;
  textMatrix: Matrix;
  x: number;
  y: number;
  lineX: number;
  lineY: number;
  font: Font;
  size: number;
  flip: number;
  tracking: number;
  wordSpacing: number;
  stretch: number;
  leading: number;
  rise: number;
  mode: number;
  alpha: number;
}

/** The operators that matter, by pdf.js's numbers. */
export type OperatorCodes = typeof OPS;

/**
 * Follows a page's drawing operations the way a viewer does and notes every character with its exact place,
 * and where pictures are. Pictures are left out by pdf.js (`maxImageSize: 0`), but what is left of one is
 * unmistakable: a space set up for it in which nothing is drawn. A picture fills that space's unit square.
 */
export function readDrawing(
  { fnArray, argsArray }: Operations,
  codes: OperatorCodes,
  view: Matrix,
  fontOf: (id: string) => PdfFont | undefined,
  isVisible: (group: unknown) => boolean,
): Drawing {
  const glyphs: Glyph[] = [];
  const pictures: Box[] = [];
  const fonts = new Map<string, Font>();
  const stack: State[] = [];
  const layers: boolean[] = [];
  let unseen = 0;
  let masks = 0;
  let afterSpace = true;
  let pending: Matrix | null = null;
  let s: State = initial(view);

  const setFont = (id: string, size: number) => {
    let font = fonts.get(id);
    if (!font) {
      font = describeFont(fontOf(id));
      fonts.set(id, font);
    }
    s.font = font;
    s.size = Math.abs(size);
    s.flip = size < 0 ? -1 : 1;
  };
  const restore = () => {
    const top = stack.pop();
    if (top) s = top;
  };
  const flush = () => {
    if (pending) pictures.push(unitSquare(pending));
    pending = null;
  };
  const moveText = (x: number, y: number) => {
    s.x = s.lineX += x;
    s.y = s.lineY += y;
  };

  const showText = (items: readonly PdfGlyph[]) => {
    const { font, size, flip } = s;
    const m = multiply(s.ctm, s.textMatrix);
    const stretch = s.stretch * flip;
    const unit = size * font.unit;
    // Kerning and spacing of vertical text are counted upwards.
    const sign = font.vertical ? -1 : 1;
    // One step along the line in text space, as a vector on the page.
    const [sx, sy] = font.vertical ? [-m[2], -m[3]] : [m[0] * stretch, m[1] * stretch];
    const step = Math.hypot(sx, sy);
    const across = font.vertical ? Math.hypot(m[0], m[1]) : Math.hypot(m[2], m[3]);
    const em = size * across * font.em;
    const direction = step > 0 ? directionOf(sx / step, sy / step) : RIGHT;
    const px = m[0] * s.x + m[2] * (s.y + s.rise) + m[4];
    const py = m[1] * s.x + m[3] * (s.y + s.rise) + m[5];
    const u = px * direction.x + py * direction.y;
    const v = py * direction.x - px * direction.y + (font.vertical ? em / 3 : 0);
    const hidden = s.mode === 3 || s.alpha === 0;
    const drawn = unseen === 0 && masks === 0 && em > 0 && Number.isFinite(u) && Number.isFinite(v);
    let along = 0;
    for (const item of items) {
      if (typeof item === 'number') {
        along -= (item * size * sign) / 1000;
        continue;
      }
      const advance = font.vertical ? size : item.width * unit;
      const text = font.signs?.[item.unicode] ?? item.unicode;
      if (text.trim() === '') afterSpace = true;
      else if (drawn) {
        glyphs.push({
          text,
          direction,
          u0: u + along * step,
          u1: u + (along + advance) * step,
          v,
          size: em,
          font,
          // Filled and stroked: how programs make letters bold without a bold font.
          bold: font.bold || s.mode === 2,
          hidden,
          afterSpace,
          tracking: s.tracking * step,
        });
        afterSpace = false;
      }
      along += advance + (s.tracking + (item.isSpace ? s.wordSpacing : 0)) * flip * sign;
    }
    if (font.vertical) s.y -= along;
    else s.x += along * stretch;
  };

  for (let i = 0; i < fnArray.length; i++) {
    const args = (argsArray[i] ?? []) as readonly unknown[];
    switch (fnArray[i]) {
      case codes.save:
        stack.push({ ...s });
        break;
      case codes.restore:
        flush();
        restore();
        break;
      case codes.transform:
        s.ctm = multiply(s.ctm, args as readonly number[]);
        pending = s.ctm;
        break;
      case codes.setGState:
        for (const [key, value] of args[0] as readonly [string, never][]) {
          if (key === 'Font') setFont(value[0], value[1]);
          else if (key === 'ca') s.alpha = value;
        }
        break;
      case codes.beginText:
        s.textMatrix = IDENTITY;
        s.x = s.y = s.lineX = s.lineY = 0;
        pending = null;
        break;
      case codes.setFont:
        setFont(args[0] as string, args[1] as number);
        break;
      case codes.setTextMatrix:
        s.textMatrix = [...(args[0] as ArrayLike<number> as number[])] as unknown as Matrix;
        s.x = s.y = s.lineX = s.lineY = 0;
        break;
      case codes.moveText:
        moveText(args[0] as number, args[1] as number);
        break;
      case codes.setLeadingMoveText:
        s.leading = args[1] as number;
        moveText(args[0] as number, args[1] as number);
        break;
      case codes.nextLine:
        moveText(0, s.leading);
        break;
      case codes.showText:
        showText(args[0] as readonly PdfGlyph[]);
        break;
      case codes.setCharSpacing:
        s.tracking = args[0] as number;
        break;
      case codes.setWordSpacing:
        s.wordSpacing = args[0] as number;
        break;
      case codes.setHScale:
        s.stretch = (args[0] as number) / 100;
        break;
      case codes.setLeading:
        s.leading = -(args[0] as number);
        break;
      case codes.setTextRise:
        s.rise = args[0] as number;
        break;
      case codes.setTextRenderingMode:
        s.mode = args[0] as number;
        break;
      case codes.paintFormXObjectBegin:
        stack.push({ ...s });
        if (args[0]) s.ctm = multiply(s.ctm, args[0] as ArrayLike<number>);
        pending = null;
        break;
      case codes.paintFormXObjectEnd:
        restore();
        pending = null;
        break;
      case codes.beginGroup:
        // A soft mask's own text is a stencil, not print.
        if (masks > 0 || (args[0] as { readonly smask?: unknown } | undefined)?.smask) masks++;
        break;
      case codes.endGroup:
        if (masks > 0) masks--;
        break;
      case codes.beginMarkedContent:
        layers.push(true);
        break;
      case codes.beginMarkedContentProps: {
        const seen = args[0] !== 'OC' || isVisible(args[1]);
        layers.push(seen);
        if (!seen) unseen++;
        break;
      }
      case codes.endMarkedContent:
        if (layers.pop() === false) unseen--;
        break;
      case codes.beginAnnotation:
        stack.push(s);
        s = initial(view);
        if (args[2]) s.ctm = multiply(s.ctm, args[2] as ArrayLike<number>);
        if (args[3]) s.ctm = multiply(s.ctm, args[3] as ArrayLike<number>);
        pending = null;
        break;
      case codes.endAnnotation:
        restore();
        pending = null;
        break;
      case codes.constructPath:
      case codes.shadingFill:
        pending = null;
        break;
    }
  }
  flush();
  return { glyphs, pictures };
}

function initial(view: Matrix): State {
  return {
    ctm: view,
    textMatrix: IDENTITY,
    x: 0,
    y: 0,
    lineX: 0,
    lineY: 0,
    font: UNKNOWN_FONT,
    size: 0,
    flip: 1,
    tracking: 0,
    wordSpacing: 0,
    stretch: 1,
    leading: 0,
    rise: 0,
    mode: 0,
    alpha: 1,
  };
}

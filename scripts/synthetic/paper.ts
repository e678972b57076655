import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import PDFDocument from 'pdfkit';

export type Face = 'regular' | 'bold';
export type Typeface = 'barlow' | 'plex' | 'sans' | 'serif' | 'liberation' | 'helvetica' | 'times' | 'courier';

/** How a text is set. `x` of a text is its left edge, its right edge or its middle. */
export interface Ink {
  readonly face?: Face;
  readonly size?: number;
  readonly color?: string;
  readonly align?: 'left' | 'right' | 'center';
}

/** A document being drawn, in points from the top left. */
export interface Paper {
  readonly doc: PDFKit.PDFDocument;
  readonly width: number;
  readonly height: number;
  /** Body size. */
  readonly size: number;
  /** Sets one line with its top at `y`; gives the top of the next. */
  line(text: string, x: number, y: number, ink?: Ink): number;
  lines(texts: readonly string[], x: number, y: number, ink?: Ink): number;
  measure(text: string, ink?: Ink): number;
  wrap(text: string, width: number, ink?: Ink): string[];
  /** The size at which no word of the texts is wider than `width`: `size` or less. */
  fit(texts: readonly string[], width: number, ink?: Ink): number;
  /** Distance of lines. */
  pitch(ink?: Ink): number;
  rule(x1: number, y1: number, x2: number, y2: number, color?: string, weight?: number): void;
  fill(x: number, y: number, w: number, h: number, color: string): void;
  frame(x: number, y: number, w: number, h: number, color?: string): void;
  addPage(): void;
  pages(): number;
  /** Runs `draw` on every page, with its number. */
  onEveryPage(draw: (page: number, pages: number) => void): void;
  finish(): Promise<Buffer>;
}

/** What a sheet of paper is made of. */
export interface Stock {
  readonly size: readonly [width: number, height: number];
  readonly typeface: Typeface;
  readonly body: number;
  readonly leading: number;
  readonly ink: string;
  readonly title: string;
  readonly date: string;
}

const WEB: Partial<Record<Typeface, readonly [name: string, bold: number]>> = {
  barlow: ['barlow', 600],
  plex: ['ibm-plex-sans', 600],
  sans: ['source-sans-3', 700],
  serif: ['stix-two-text', 700],
};
const STANDARD: Partial<Record<Typeface, Readonly<Record<Face, string>>>> = {
  helvetica: { regular: 'Helvetica', bold: 'Helvetica-Bold' },
  times: { regular: 'Times-Roman', bold: 'Times-Bold' },
  courier: { regular: 'Courier', bold: 'Courier-Bold' },
};
/** What the Latin subset of the web fonts holds beyond Latin-1. */
const LATIN = /[\u0020-\u00ff\u0131\u0152\u0153\u02c6\u02da\u02dc\u2000-\u206f\u20ac\u2122\u2212]/;
/** A narrow no-break space is set as a gap of this many ems, as no font here has it. */
const NARROW_GAP = 0.17;

const require = createRequire(import.meta.url);
const files = new Map<string, Buffer>();

function fontFile(path: string): Buffer {
  const known = files.get(path);
  if (known !== undefined) return known;
  const bytes = readFileSync(path);
  files.set(path, bytes);
  return bytes;
}

interface Fonts {
  readonly of: (face: Face, char: string) => string;
  readonly drop: number;
}

function loadFonts(doc: PDFKit.PDFDocument, typeface: Typeface): Fonts {
  const standard = STANDARD[typeface];
  // The standard fonts count their height from the top of the capitals.
  if (standard !== undefined) return { of: (face) => standard[face], drop: 0.17 };
  const web = WEB[typeface];
  if (web === undefined) {
    const folder = join(dirname(require.resolve('pdfjs-dist/package.json')), 'standard_fonts');
    doc.registerFont('regular', fontFile(join(folder, 'LiberationSans-Regular.ttf')));
    doc.registerFont('bold', fontFile(join(folder, 'LiberationSans-Bold.ttf')));
    return { of: (face) => face, drop: 0 };
  }
  const [name, bold] = web;
  for (const [face, weight] of [
    ['regular', 400],
    ['bold', bold],
  ] as const)
    for (const subset of ['latin', 'latin-ext'])
      doc.registerFont(
        `${face}-${subset}`,
        fontFile(require.resolve(`@fontsource/${name}/files/${name}-${subset}-${weight}-normal.woff`)),
      );
  return { of: (face, char) => `${face}-${LATIN.test(char) ? 'latin' : 'latin-ext'}`, drop: 0 };
}

/** Whether a typeface can print a text. */
export function canPrint(typeface: Typeface, text: string): boolean {
  if (STANDARD[typeface] !== undefined) return /^[\u0020-\u00ff€’‘“”–—…\u202f]*$/.test(text);
  return (
    !(/₹/.test(text) && (typeface === 'barlow' || typeface === 'liberation')) &&
    !(/₺/.test(text) && typeface === 'liberation')
  );
}

/** Opens a document with nothing on its first page. */
export function openPaper(stock: Stock): Paper {
  const doc = new PDFDocument({
    size: [...stock.size],
    margin: 0,
    bufferPages: true,
    info: { Title: stock.title, Producer: 'PDFKit', CreationDate: new Date(`${stock.date}T09:00:00Z`) },
  });
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const done = new Promise<Buffer>((resolve) => doc.on('end', () => resolve(Buffer.concat(chunks))));
  const fonts = loadFonts(doc, stock.typeface);
  const options = { lineBreak: false };
  const sizeOf = (ink: Ink | undefined) => ink?.size ?? stock.body;

  /** Pieces that one font prints, with their widths; a narrow space is a piece without text. */
  const runs = (text: string, ink: Ink = {}) => {
    const face = ink.face ?? 'regular';
    const pieces: { font: string; text: string }[] = [];
    for (const char of text) {
      const font = char === '\u202f' ? '' : fonts.of(face, char);
      const last = pieces.at(-1);
      if (last?.font === font) last.text += char;
      else pieces.push({ font, text: char });
    }
    return pieces.map((piece) => ({
      ...piece,
      width:
        piece.font === ''
          ? NARROW_GAP * sizeOf(ink)
          : doc.font(piece.font).fontSize(sizeOf(ink)).widthOfString(piece.text, options),
    }));
  };
  const measure = (text: string, ink?: Ink) => runs(text, ink).reduce((sum, { width }) => sum + width, 0);
  const pitch = (ink?: Ink) => sizeOf(ink) * stock.leading;
  const line = (text: string, x: number, y: number, ink: Ink = {}) => {
    const pieces = runs(text, ink);
    const whole = pieces.reduce((sum, { width }) => sum + width, 0);
    let at = x - (ink.align === 'right' ? whole : ink.align === 'center' ? whole / 2 : 0);
    for (const piece of pieces) {
      if (piece.font !== '')
        doc
          .font(piece.font)
          .fontSize(sizeOf(ink))
          .fillColor(ink.color ?? stock.ink)
          .text(piece.text, at, y + fonts.drop * sizeOf(ink), options);
      at += piece.width;
    }
    return y + pitch(ink);
  };

  return {
    doc,
    width: stock.size[0],
    height: stock.size[1],
    size: stock.body,
    line,
    measure,
    pitch,
    lines: (texts, x, y, ink) => texts.reduce((top, text) => line(text, x, top, ink), y),
    wrap(text, width, ink) {
      const out: string[] = [];
      let current = '';
      for (const word of text.split(' ')) {
        const longer = current === '' ? word : `${current} ${word}`;
        if (current !== '' && measure(longer, ink) > width) {
          out.push(current);
          current = word;
        } else current = longer;
      }
      return [...out, current];
    },
    fit(texts, width, ink) {
      const widest = Math.max(1, ...texts.flatMap((text) => text.split(' ')).map((word) => measure(word, ink)));
      return Math.min(sizeOf(ink), (sizeOf(ink) * width) / (widest + 0.5));
    },
    rule(x1, y1, x2, y2, color = '#333333', weight = 0.6) {
      doc.moveTo(x1, y1).lineTo(x2, y2).lineWidth(weight).strokeColor(color).stroke();
    },
    fill(x, y, w, h, color) {
      doc.rect(x, y, w, h).fill(color);
    },
    frame(x, y, w, h, color = '#333333') {
      doc.rect(x, y, w, h).lineWidth(0.6).strokeColor(color).stroke();
    },
    addPage: () => void doc.addPage(),
    pages: () => doc.bufferedPageRange().count,
    onEveryPage(draw) {
      const { count } = doc.bufferedPageRange();
      for (let i = 0; i < count; i++) {
        doc.switchToPage(i);
        draw(i + 1, count);
      }
    },
    finish() {
      doc.end();
      return done;
    },
  };
}

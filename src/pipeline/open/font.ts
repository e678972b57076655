/** What pdf.js tells of a font. */
export interface PdfFont {
  readonly name?: string;
  readonly bold?: boolean;
  readonly black?: boolean;
  readonly vertical?: boolean;
  readonly ascent?: number;
  readonly descent?: number;
  readonly bbox?: ArrayLike<number>;
  readonly fontMatrix?: ArrayLike<number>;
  readonly isType3Font?: boolean;
}

/** What is known of a font, in multiples of the font size. */
export interface Font {
  readonly bold: boolean;
  readonly vertical: boolean;
  readonly ascent: number;
  readonly descent: number;
  /** Height that counts as the font's size: 1 but for fonts made of drawings. */
  readonly em: number;
  /** The sign that each letter of the font really prints, where it is another. */
  readonly signs: Readonly<Record<string, string>> | null;
  /** Font units to multiples of the font size. */
  readonly unit: number;
}

/** What is assumed of a font that pdf.js could not load. */
export const UNKNOWN_FONT: Font = {
  bold: false,
  vertical: false,
  ascent: 0.8,
  descent: -0.2,
  em: 1,
  signs: null,
  unit: 0.001,
};

const BOLD = /bold|black|heavy|semibd|demi|(?:cm|sf|ec)b[xs]/i;

/** LaTeX's eurosym sets the euro sign as the letter e of fonts that have no other sign and no encoding. */
const EURO_FONT = /(?:^|[+-])fey[bm][rol]\d+$/;

/** A font as the words need it, from what pdf.js tells of it. */
export function describeFont(font: PdfFont | undefined): Font {
  if (!font) return UNKNOWN_FONT;
  const name = font.name ?? '';
  const bold = font.bold === true || font.black === true || BOLD.test(name);
  const signs = EURO_FONT.test(name) ? { e: '€' } : null;
  const vertical = font.vertical === true;
  const unit = font.fontMatrix?.[0] || 0.001;
  if (font.isType3Font) {
    const high = (font.bbox?.[3] ?? 0) * (font.fontMatrix?.[3] ?? 0.001);
    const low = (font.bbox?.[1] ?? 0) * (font.fontMatrix?.[3] ?? 0.001);
    const height = Math.abs(high - low);
    // The box of a font made of drawings is often empty or wrong; then its height is taken from its units.
    return height > 0 && height < 4
      ? {
          bold,
          vertical,
          signs,
          unit,
          ascent: Math.max(high, low) / height,
          descent: Math.min(high, low) / height,
          em: height,
        }
      : { bold, vertical, signs, unit, ascent: 0.8, descent: -0.2, em: Math.min(1, Math.abs(unit) * 1000) };
  }
  const { ascent = Number.NaN, descent = Number.NaN } = font;
  const sane = ascent > 0.4 && ascent < 1.3 && descent <= 0 && descent > -0.6;
  return { bold, vertical, signs, unit, em: 1, ascent: sane ? ascent : 0.8, descent: sane ? descent : -0.2 };
}

import type { Box } from '../../core/geometry.ts';
import type { Page, Word } from '../../core/page.ts';
import { placeInMargins } from './margin.ts';
import { GROUPS, type Group, type Mark, type Marks } from './marks.ts';

const COLOURS: Readonly<Record<Group, string>> = {
  header: '#0b62d6',
  parties: '#19803a',
  bank: '#00838f',
  totals: '#c2185b',
  taxes: '#b45309',
  lines: '#6d3fc0',
};

/** Points beside the page, and above it for the legend. */
const SIDE = 230;
const HEAD = 34;

/** A page as SVG, in points: its words, and around them what was read there. */
export function pageSvg(page: Page, marks: Marks, heading: string): string {
  const on = (list: readonly Mark[]) => list.filter((mark) => mark.page === page.number);
  const [rows, values] = [on(marks.rows), on(marks.values)];
  const { width, height } = page;
  const box = `${-SIDE} ${-HEAD} ${points(width + 2 * SIDE)} ${points(height + HEAD + 10)}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" width="${points(width + 2 * SIDE)}pt" font-family="Helvetica, Arial, sans-serif">`,
    `<title>${escaped(heading)}</title>`,
    `<rect x="${-SIDE}" y="${-HEAD}" width="100%" height="100%" fill="#f4f4f2"/>`,
    `<rect width="${points(width)}" height="${points(height)}" fill="#fff" stroke="#ccc" stroke-width=".5"/>`,
    legend(heading),
    group('rows', rows.map(rowBand)),
    group('words', page.words.map(word), 'fill="#8a8a8a"'),
    group('cells', on(marks.cells).map(cell)),
    group('lost', lostBoxes(on(marks.lost))),
    group('values', values.map(valueBox)),
    group('labels', labels([...values, ...rows], width, height)),
    '</svg>',
    '',
  ].join('\n');
}

const group = (name: string, parts: readonly string[], attributes = ''): string =>
  `<g id="${name}"${attributes && ` ${attributes}`}>\n${parts.join('\n')}\n</g>`;

function legend(heading: string): string {
  const keys = GROUPS.map(
    (name, i) =>
      `<rect x="${i * 62}" y="-13" width="8" height="6" fill="${COLOURS[name]}" fill-opacity=".25" stroke="${COLOURS[name]}" stroke-width=".7"/><text x="${i * 62 + 11}" y="-7.5">${name}</text>`,
  );
  const x = GROUPS.length * 62;
  const lost = `<rect x="${x}" y="-13" width="8" height="6" fill="none" stroke="#555" stroke-width=".6" stroke-dasharray="1.6 1.2"/><text x="${x + 11}" y="-7.5">was not chosen</text>`;
  return group(
    'legend',
    [`<text x="0" y="-20" font-size="9" font-weight="bold">${escaped(heading)}</text>`, ...keys, lost],
    'font-size="7" fill="#333"',
  );
}

/** A word at its place and as wide as it is there, whatever font draws it. */
function word({ text, box, size }: Word): string {
  const upright = box.h > 1.8 * size && box.h > box.w;
  const [length, x, y] = upright ? [box.h, box.x + 0.8 * box.w, box.y + box.h] : [box.w, box.x, box.y + 0.78 * box.h];
  // Not every viewer knows textLength: without it, a common font shall not run over the next word.
  const letter = Math.min(size, length / emsOf(text));
  const turn = upright ? ` transform="rotate(-90 ${points(x)} ${points(y)})"` : '';
  return `<text x="${points(x)}" y="${points(y)}" font-size="${points(letter)}" textLength="${points(length)}" lengthAdjust="spacingAndGlyphs"${turn}>${escaped(text)}</text>`;
}

/** About how wide a text is in a common font, in heights of the font. */
function emsOf(text: string): number {
  let ems = 0;
  for (const letter of text)
    ems += /[iljtfrI.,:;'|!()[\] -]/.test(letter) ? 0.36 : /[mwMWOQ@%]/.test(letter) ? 0.92 : 0.64;
  return Math.max(0.3, ems);
}

function valueBox({ box, group: name, title }: Mark): string {
  const colour = COLOURS[name];
  return rect(box, 0.6, `fill="${colour}" fill-opacity=".12" stroke="${colour}" stroke-width=".7"`, title);
}

function rowBand({ box, title }: Mark): string {
  return rect(box, 1.4, `fill="${COLOURS.lines}" fill-opacity=".07"`, title);
}

/** A cell is named at its top: the margin has no room for each of hundreds. */
function cell(mark: Mark): string {
  const { box, name, title } = mark;
  const colour = COLOURS.lines;
  return `${rect(box, 0.3, `fill="none" stroke="${colour}" stroke-width=".4"`, title)}<text x="${points(box.x)}" y="${points(box.y - 0.6)}" font-size="2.6" fill="${colour}">${escaped(name)}</text>`;
}

/** One dashed box for each place, however many fields it could have been, and one caption where several begin. */
function lostBoxes(lost: readonly Mark[]): readonly string[] {
  const boxes = [...gathered(lost, ({ x, y, w }) => [x, y, w])].map(([first, ...others]) => {
    const title = [first, ...others].map((mark) => mark.title).join('\n');
    return rect(first.box, 1.6, 'fill="none" stroke="#555" stroke-width=".5" stroke-dasharray="1.6 1.2"', title);
  });
  const captions = [...gathered(lost, ({ x, y, h }) => [x, y + h])].map(([{ box, name }, ...others]) => {
    const text = `not ${name}${others.length > 0 ? ` +${others.length}` : ''}`;
    return `<text x="${points(box.x)}" y="${points(box.y + box.h + 4.2)}" font-size="2.6" fill="#555">${escaped(text)}</text>`;
  });
  return [...boxes, ...captions];
}

/** Marks in groups whose boxes have the same measures, to the point. */
function gathered(
  marks: readonly Mark[],
  measures: (box: Box) => readonly number[],
): Iterable<readonly [Mark, ...Mark[]]> {
  const groups = new Map<string, [Mark, ...Mark[]]>();
  for (const mark of marks) {
    const key = measures(mark.box).map(Math.round).join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [mark]);
    else group.push(mark);
  }
  return groups.values();
}

/** Labels in the margins, each with a line to its box. */
function labels(marks: readonly Mark[], width: number, height: number): readonly string[] {
  const wanting = marks.map((mark) => ({ mark, x: mark.box.x + mark.box.w / 2, y: mark.box.y + mark.box.h / 2 }));
  const { placed, line } = placeInMargins(wanting, width, height);
  const size = Math.min(6.4, line * 0.8);
  // A letter is about half as wide as it is high.
  const longest = Math.floor((SIDE - 30) / (size * 0.5));
  return placed.map(({ item, side, y }) => {
    const { mark } = item;
    const { box } = mark;
    const colour = COLOURS[mark.group];
    const [from, edge, at] = side === 'left' ? [box.x - 0.6, -5, -18] : [box.x + box.w + 0.6, width + 5, width + 18];
    const leader = `M${points(from)} ${points(item.y)}H${points(edge)}L${points(at)} ${points(y)}`;
    const full = `${mark.name}  ${mark.text}`;
    const [name, text] =
      [...full].length > longest
        ? [mark.name, shorten(mark.text, longest - [...mark.name].length - 2)]
        : [mark.name, mark.text];
    return `<path d="${leader}" fill="none" stroke="${colour}" stroke-width=".35" stroke-opacity=".7"/><text x="${points(side === 'left' ? at - 2 : at + 2)}" y="${points(y + size * 0.35)}" font-size="${points(size)}" text-anchor="${side === 'left' ? 'end' : 'start'}" fill="#222"><title>${escaped(mark.title)}</title><tspan fill="${colour}">${escaped(name)}</tspan> ${escaped(text)}</text>`;
  });
}

/** A value cut in its middle, so that the probability behind it stays. */
function shorten(text: string, length: number): string {
  const letters = [...text];
  const tail = text.slice(text.lastIndexOf('  '));
  return letters.length <= length
    ? text
    : `${letters.slice(0, Math.max(1, length - tail.length - 1)).join('')}…${tail}`;
}

function rect({ x, y, w, h }: Box, grow: number, attributes: string, title: string): string {
  return `<rect x="${points(x - grow)}" y="${points(y - grow)}" width="${points(w + 2 * grow)}" height="${points(h + 2 * grow)}" ${attributes}><title>${escaped(title)}</title></rect>`;
}

const points = (value: number): string => String(Math.round(value * 100) / 100);

// Characters that XML 1.0 does not allow, not even escaped.
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they are
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Text for XML, within elements and attributes. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(FORBIDDEN, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

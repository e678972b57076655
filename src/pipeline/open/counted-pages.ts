/**
 * How many pages the file itself says it has; 0 where it does not say so in the open. pdf.js leaves out pages that a
 * damaged page tree does not lead to without a word. The last page tree in the file is the one that holds.
 */
export function countedPages(bytes: Uint8Array): number {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = file.lastIndexOf('/Count'); at >= 0; at = at === 0 ? -1 : file.lastIndexOf('/Count', at - 1)) {
    const before = file.toString('latin1', Math.max(0, at - REACH), at);
    const after = file.toString('latin1', at, at + REACH);
    const object = before.slice(before.lastIndexOf(' obj')) + after.split('endobj')[0];
    if (/\/Type\s*\/Pages\b/.test(object) && !/\/Parent\b/.test(object))
      return Number(/^\/Count\s+(\d+)/.exec(after)?.[1] ?? 0);
  }
  return 0;
}

/** How far from its count a page tree's other entries are looked for. A list of 2,000 kids is shorter. */
const REACH = 32 * 1024;

/** Letters of base64 in one piece, as kitty takes them. */
const PIECE = 4096;

/** A PNG for kitty's protocol, as wide as `columns`. The terminal is asked not to answer, or the shell would read it. */
export function kitty(png: Uint8Array, columns: number): string {
  const text = Buffer.from(png).toString('base64');
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += PIECE) {
    const more = at + PIECE < text.length ? 1 : 0;
    const keys = at === 0 ? `a=T,f=100,q=2,c=${columns},m=${more}` : `m=${more}`;
    pieces.push(`\x1b_G${keys};${text.slice(at, at + PIECE)}\x1b\\`);
  }
  return pieces.join('');
}

/** A PNG for iTerm2's protocol, as wide as `columns`. */
export function iterm(png: Uint8Array, columns: number): string {
  const text = Buffer.from(png).toString('base64');
  return `\x1b]1337;File=inline=1;size=${png.length};width=${columns};height=auto;preserveAspectRatio=1:${text}\x07`;
}

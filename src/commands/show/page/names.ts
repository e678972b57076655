/** A field's path as short as it stays clear: `totals.gross` is `gross`, `accounts[0].iban` is `iban`. */
export function shortName(path: string): string {
  return path
    .replace(/^totals\./, '')
    .replace(/^(?:accounts|taxes)\[0\]\./, (group) => (group.startsWith('a') ? '' : 'tax '));
}

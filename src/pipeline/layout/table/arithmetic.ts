/** Whether `amount` is what `quantity` times `price` comes to, given the decimals that are printed. */
export function comesTo(quantity: number, price: number, amount: number, priceDecimals: number): boolean {
  const unseen = Math.abs(quantity) * 0.5 * 10 ** -priceDecimals;
  return Math.abs(Math.abs(quantity * price) - Math.abs(amount)) <= 0.011 + Math.min(unseen, 0.01 * Math.abs(amount));
}

// Taxes of a line are between these shares of its amount.
const [LEAST_TAX, MOST_TAX] = [0.01, 0.35];

/** Whether `total` is `net` and a tax that the row's other numbers are, as its amount or its rate, in one part or two. */
export function isWithTax(net: number, total: number, others: readonly number[]): boolean {
  const tax = total - net;
  if (net === 0 || tax / net < LEAST_TAX || tax / net > MOST_TAX) return false;
  const equals = (value: number) => Math.abs(value - tax) < 0.011;
  return others.some(
    (one, i) => equals(one) || equals((net * one) / 100) || others.slice(i + 1).some((two) => equals(one + two)),
  );
}

const FRACTION = 10;
const EXPONENT = 0x1f;
/** How far the exponents of 32-bit floats lie above those of 16-bit ones. */
const BIAS = 127 - 15;

/** 16-bit floats, given by their bits, as 32-bit ones. Exact. */
export function widen(halves: Uint16Array): Float32Array {
  const out = new Float32Array(halves.length);
  const bits = new Uint32Array(out.buffer);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i] ?? 0;
    const sign = (half & 0x8000) << 16;
    const exponent = (half >> FRACTION) & EXPONENT;
    const fraction = half & 0x3ff;
    if (exponent === 0) out[i] = (sign === 0 ? 1 : -1) * fraction * 2 ** -24;
    else bits[i] = sign | ((exponent === EXPONENT ? 255 : exponent + BIAS) << 23) | (fraction << 13);
  }
  return out;
}

/** The bits of the 16-bit floats next to 32-bit ones; of two as near, the even one. What is too large is infinite. */
export function narrow(floats: Float32Array): Uint16Array {
  const bits = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  return Uint16Array.from(bits, (word) => {
    const sign = (word >>> 16) & 0x8000;
    const exponent = ((word >>> 23) & 255) - BIAS;
    const fraction = word & 0x7fffff;
    if (exponent === 255 - BIAS) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
    // A carry out of the fraction raises the exponent, as it should.
    if (exponent > 0) return sign | Math.min(roundEven((exponent << 23) | fraction, 13), 0x7c00);
    const lost = 14 - exponent;
    return sign | (lost > 25 ? 0 : roundEven(0x800000 | fraction, lost));
  });
}

function roundEven(value: number, places: number): number {
  const half = 2 ** (places - 1);
  const rest = value % (half * 2);
  const whole = Math.floor(value / (half * 2));
  return rest > half || (rest === half && whole % 2 === 1) ? whole + 1 : whole;
}

/** What the weights of a graph are kept as. Names and suffixes are those of transformers.js. */
export const DTYPES = ['fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4', 'q4f16', 'bnb4'] as const;
export type Dtype = (typeof DTYPES)[number];

const SUFFIXES: Readonly<Record<Dtype, string>> = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
};

/** What stands behind a graph's name, before `.onnx`. `plain` is the dtype of this model's graphs without any. */
export function suffixOf(dtype: Dtype, plain: Dtype): string {
  if (dtype === plain) return '';
  return SUFFIXES[dtype] || `_${dtype}`;
}

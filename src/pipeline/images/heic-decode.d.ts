/** The package brings no types. Pixels are red, green, blue, alpha. */
declare module 'heic-decode' {
  function decode(input: {
    readonly buffer: Uint8Array;
  }): Promise<{ readonly width: number; readonly height: number; readonly data: Uint8ClampedArray }>;
  export = decode;
}

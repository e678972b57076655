/** The part of WebAssembly that is used here; the whole of it is declared only beside the browser's world. */
declare namespace WebAssembly {
  /** Memory that modules work in; shared, it goes to other threads as it is. Sizes in pages of 64 KiB. */
  class Memory {
    constructor(size: { initial: number; maximum?: number; shared?: boolean });
    /** Anew after growing; views of an older one stay valid for what it covers. */
    readonly buffer: SharedArrayBuffer;
    grow(by: number): number;
  }
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
  }
  class Instance {
    constructor(module: Module, imports?: Readonly<Record<string, Readonly<Record<string, unknown>>>>);
    readonly exports: Readonly<Record<string, unknown>>;
  }
}

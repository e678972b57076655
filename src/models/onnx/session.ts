import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { InvoicectlError } from '../../core/errors.ts';

export type { Tensor };

/** Where a graph is computed. */
export const DEVICES = ['cpu', 'cuda'] as const;
export type Device = (typeof DEVICES)[number];

/** How a graph is to be run. */
export interface SessionOptions {
  readonly device: Device;
  /** Cores that one run works on. */
  readonly threads: number;
  /** Tells what a person reads of in messages: the model's name. */
  readonly name: string;
  /**
   * Keeps the memory of a run for the next one, where all are of one size: a tile costs a quarter less processor time
   * then, since the system need not clear its memory anew.
   */
  readonly keepMemory?: boolean;
}

type Runtime = typeof import('onnxruntime-node');

/** ONNX Runtime, loaded when it is needed first: about 60 ms. */
export async function loadRuntime(): Promise<Runtime> {
  // Nothing leaves the machine: ONNX Runtime reads this when it is loaded.
  process.env.ORT_DISABLE_TELEMETRY = '1';
  const runtime = await import('onnxruntime-node');
  holdHalvesAsIntegers(runtime);
  return runtime;
}

/**
 * The native part of ONNX Runtime 1.30 takes 16-bit floats as `Uint16Array` only, and its JavaScript makes `Float16Array`
 * of them where the engine has one. It looks for that once, at its first tensor, so there is none while that is made.
 */
function holdHalvesAsIntegers({ Tensor: OrtTensor }: Runtime): void {
  const halves = Object.getOwnPropertyDescriptor(globalThis, 'Float16Array');
  if (halves === undefined) return;
  Reflect.deleteProperty(globalThis, 'Float16Array');
  try {
    new OrtTensor('uint8', new Uint8Array(1), [1]);
  } finally {
    Object.defineProperty(globalThis, 'Float16Array', halves);
  }
}

/** A graph that is ready to run. */
export interface GraphSession {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Shape of an input as the graph declares it: sizes, and names of those that vary. */
  shapeOf(input: string): readonly (number | string)[];
  /** Type of an input: `float32`, `int64`. */
  typeOf(input: string): string;
  /** One run. `into`: outputs that are written where their tensors lie, instead of to new ones. */
  run(feeds: Readonly<Record<string, Tensor>>, into?: Readonly<Record<string, Tensor>>): Promise<Outputs>;
  close(): Promise<void>;
}

/** What came out of a run, by name. */
export type Outputs = Readonly<Record<string, Tensor>>;

/**
 * Opens a graph. Throws `DEVICE_MISSING` where the device cannot be used, `MODEL_DAMAGED` where the file is no graph
 * that runs, `MODEL_OUT_OF_MEMORY`.
 */
export async function openSession(path: string, options: SessionOptions): Promise<GraphSession> {
  const { InferenceSession: Session } = await loadRuntime();
  const session = await Session.create(path, {
    intraOpNumThreads: options.threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    executionProviders: options.device === 'cpu' ? ['cpu'] : [options.device, 'cpu'],
    // A plan of memory is kept for every new shape of input, and the arena keeps what the largest of them took.
    enableMemPattern: false,
    enableCpuMemArena: options.keepMemory === true,
    logSeverityLevel: 4,
  }).catch((error: unknown) => {
    throw openError(error, path, options);
  });
  return wrap(session, options);
}

function wrap(session: InferenceSession, options: SessionOptions): GraphSession {
  const meta = (name: string) => session.inputMetadata.find((one) => one.name === name);
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    shapeOf(input) {
      const found = meta(input);
      return found?.isTensor === true ? found.shape : [];
    },
    typeOf(input) {
      const found = meta(input);
      return found?.isTensor === true ? found.type : '';
    },
    async run(feeds, into) {
      try {
        return await (into === undefined
          ? session.run(feeds)
          : session.run(feeds, { ...Object.fromEntries(session.outputNames.map((name) => [name, null])), ...into }));
      } catch (error) {
        throw runError(error, options.name);
      }
    },
    close: () => session.release(),
  };
}

function openError(error: unknown, path: string, { device, name }: SessionOptions): unknown {
  const text = textOf(error);
  if (isOutOfMemory(text)) return outOfMemory(error, name);
  if (device !== 'cpu' && /execution ?provider|shared library|cuda/i.test(text)) {
    return new InvoicectlError('DEVICE_MISSING', `The device ${device} cannot be used: ${firstLine(text)}`, {
      hint: 'It takes an NVIDIA card with its driver, CUDA 12 and cuDNN 9, and ONNX Runtime installed with its CUDA libraries; `--device cpu` works everywhere.',
      cause: error,
    });
  }
  return new InvoicectlError('MODEL_DAMAGED', `${path} cannot be opened: ${firstLine(text)}`, {
    hint: `Check its files with \`invoicectl models verify ${name}\`.`,
    cause: error,
  });
}

function runError(error: unknown, name: string): unknown {
  const text = textOf(error);
  if (isOutOfMemory(text)) return outOfMemory(error, name);
  return new InvoicectlError('MODEL_FAILED', `${name} stopped: ${firstLine(text)}`, { cause: error });
}

function outOfMemory(error: unknown, name: string): InvoicectlError {
  return new InvoicectlError('MODEL_OUT_OF_MEMORY', `There is not enough memory for ${name}.`, {
    hint: 'Close other programs, use fewer workers, or choose a smaller model.',
    cause: error,
  });
}

// What C++, ONNX Runtime's allocators and CUDA say.
function isOutOfMemory(text: string): boolean {
  return /bad_alloc|bad allocation|out of memory|failed to allocate|allocation failed|insufficient memory/i.test(text);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function firstLine(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

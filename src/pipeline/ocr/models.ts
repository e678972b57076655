import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { InferenceSession, Tensor } from 'onnxruntime-node';

/** The models at work, and what makes their inputs. */
export interface Models {
  /** Picture to the probability of each pixel to be within a line of print. */
  readonly detector: Model;
  /** Strips of one line each to the probabilities of characters along them. */
  readonly recogniser: Model;
  /** What the recogniser tells apart: the first is none at all, the last is a space. */
  readonly characters: readonly string[];
  close(): Promise<void>;
}

export interface Model {
  /** Room for an input, full of zeros or of what was in it before: it is the same memory each time. */
  input(length: number): Float32Array;
  /** Runs it once; `use` sees the output and its shape, which are gone afterwards. */
  run<T>(
    input: Float32Array,
    shape: readonly number[],
    use: (output: Float32Array, shape: readonly number[]) => T,
  ): Promise<T>;
}

/** The same models, but they run no more once `stopped` says so: what they are asked for throws. */
export function stoppable(models: Models, stopped: () => boolean): Models {
  const until = ({ input, run }: Model): Model => ({
    input,
    run(...call) {
      if (stopped()) throw new Error('reading was stopped');
      return run(...call);
    },
  });
  return { ...models, detector: until(models.detector), recogniser: until(models.recogniser) };
}

// From src/ and from dist/ alike.
const FOLDER = new URL('../../../models/ocr/', import.meta.url);
const path = (name: string) => fileURLToPath(new URL(name, FOLDER));

/** Loads the models, which takes about 0.2 s. `threads`: on how many cores one run works. */
export async function loadModels(threads: number): Promise<Models> {
  // Nothing leaves the machine: ONNX Runtime reads this when it is loaded.
  process.env.ORT_DISABLE_TELEMETRY = '1';
  const { InferenceSession: Session, Tensor: OrtTensor } = await import('onnxruntime-node');
  const open = (name: string) =>
    Session.create(path(name), {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      // A plan of memory is kept for every new shape of input.
      enableMemPattern: false,
      logSeverityLevel: 3,
    });
  const detector = await open('pp-ocrv6-det-small-fp16.onnx');
  const recogniser = await open('pp-ocrv6-rec-latin-fp16.onnx');
  // Split at line ends only: blanks are characters.
  const characters = ['', ...readFileSync(path('pp-ocrv6-latin.txt'), 'utf8').replace(/\n$/, '').split('\n'), ' '];
  const model = (session: InferenceSession, room = new Float32Array(0)): Model => ({
    input(length) {
      if (room.length < length) room = new Float32Array(length);
      return room.subarray(0, length);
    },
    async run(input, shape, use) {
      const feed: Tensor = new OrtTensor('float32', input, shape);
      const result = (await session.run({ [session.inputNames[0] ?? '']: feed }))[session.outputNames[0] ?? ''];
      if (result === undefined || !(result.data instanceof Float32Array)) throw new Error('a model without an output');
      try {
        return use(result.data, result.dims);
      } finally {
        result.dispose();
        feed.dispose();
      }
    },
  });
  return {
    detector: model(detector),
    recogniser: model(recogniser),
    characters,
    async close() {
      await detector.release();
      await recogniser.release();
    },
  };
}

import { ERRORS, type ErrorCode, InvoicectlError } from './errors.ts';
import type { FoundPlace, PlaceFinder, VisionReader, VisionReply, VisionRequest } from './vision.ts';

/** An end of a line between two threads: a message port, a worker as its parent sees it, or the parent of a worker. */
export interface Line {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

type Asked =
  | { readonly id: number; readonly request: VisionRequest }
  | { readonly id: number; readonly find: Parameters<PlaceFinder['find']> }
  /** What was asked is no longer wanted; it is answered all the same, by a failure as a rule. */
  | { readonly id: number; readonly abort: true };

/** Errors cross a thread's border as data: an error object would lose its code and hint. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | undefined;
}

type Reply = VisionReply | readonly (readonly FoundPlace[])[];

type Answered = { readonly id: number; readonly reply: Reply } | { readonly id: number; readonly failure: Failure };

/** A reader at the other end of a line, and what finds places for it where there is such a thing. */
export interface FarReader extends VisionReader, PlaceFinder {
  /** Ends everything that waits for an answer: the other end is gone. */
  fail(error: Error): void;
}

/**
 * The reader at the other end of a line. Pictures that lie in shared memory are not copied on the way. An aborted
 * question is answered once the reader has let go of it, never before, so whoever waits knows that it is free.
 */
export function readerOver(line: Line, name: string): FarReader {
  interface Waiting {
    readonly resolve: (reply: Reply) => void;
    readonly reject: (error: Error) => void;
  }
  const waiting = new Map<number, Waiting>();
  let last = 0;
  line.on('message', (message) => {
    const answered = message as Answered;
    const one = waiting.get(answered.id);
    waiting.delete(answered.id);
    if ('reply' in answered) one?.resolve(answered.reply);
    else one?.reject(errorOf(answered.failure));
  });
  /** What is asked of one kind is answered in kind. */
  function ask<R extends Reply>(asked: Asked): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      waiting.set(asked.id, { resolve: (reply) => resolve(reply as R), reject });
      line.postMessage(asked);
    });
  }
  return {
    name,
    find: (...find) => ask({ id: ++last, find }),
    async read(request, signal) {
      signal.throwIfAborted();
      const id = ++last;
      const abort = () => line.postMessage({ id, abort: true } satisfies Asked);
      signal.addEventListener('abort', abort, { once: true });
      try {
        return await ask({ id, request });
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
    async close() {},
    fail(error) {
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    },
  };
}

/** Answers what is asked on a line. What it returns aborts all that is being read: nobody listens any longer. */
export function answerOn(
  line: Line,
  reader: Pick<VisionReader, 'read'>,
  finder: PlaceFinder | null = null,
): () => void {
  const reading = new Map<number, AbortController>();
  line.on('message', (message) => {
    const asked = message as Asked;
    if ('abort' in asked) {
      reading.get(asked.id)?.abort();
      return;
    }
    const { id } = asked;
    const controller = new AbortController();
    reading.set(id, controller);
    const answer: Promise<Reply> =
      'find' in asked
        ? Promise.resolve(finder?.find(...asked.find) ?? asked.find[1].map(() => []))
        : reader.read(asked.request, controller.signal);
    answer
      .then(
        (reply): Answered => ({ id, reply }),
        (error: unknown): Answered => ({ id, failure: failureOf(error) }),
      )
      .then((answered) => {
        reading.delete(id);
        line.postMessage(answered);
      });
  });
  return () => {
    for (const controller of reading.values()) controller.abort();
  };
}

/** An error as data. */
export function failureOf(error: unknown): Failure {
  if (error instanceof InvoicectlError) return { code: error.code, message: error.message, hint: error.hint };
  return { code: 'MODEL_FAILED', message: error instanceof Error ? error.message : String(error), hint: undefined };
}

/** The error that such data stands for. */
export function errorOf({ code, message, hint }: Failure): InvoicectlError {
  const known = code in ERRORS ? code : 'MODEL_FAILED';
  return new InvoicectlError(known, message, hint === undefined ? {} : { hint });
}

/** Exit codes of the command. Stable: scripts depend on them. */
export const ExitCode = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  someFailed: 3,
  someNeedReview: 4,
  notFound: 5,
  home: 6,
  missingPart: 7,
  fetching: 8,
  interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** What each exit code means, in the order of the codes. */
export const EXIT_CODES: Readonly<Record<keyof typeof ExitCode, string>> = {
  ok: 'everything asked for was done',
  unexpected: 'an error nobody foresaw: please report it',
  usage: 'the command line or a setting is wrong',
  someFailed: 'at least one document could not be read; the others are stored',
  someNeedReview: 'with --strict: every document was read, at least one needs review',
  notFound: 'a file, folder or record that was named does not exist',
  home: 'the home folder is locked by another process, damaged or not writable',
  missingPart: 'an optional part or a model that this needs is not installed',
  fetching: 'a model could not be fetched: no way to it, no right to it, or its terms are not accepted',
  interrupted: 'stopped by Ctrl-C or SIGTERM; the same command goes on from there',
};

/** What each error code means and what to do. Errors of documents are stored with them; see docs/errors.md. */
export const ERRORS = {
  USAGE: { exit: 'usage', about: 'the command line or a setting is wrong' },
  INPUT_NOT_FOUND: { exit: 'notFound', about: 'a file, folder or pattern that was named matches nothing' },
  INPUT_UNREADABLE: { exit: 'notFound', about: 'a file that was named cannot be read' },
  INPUT_EMPTY: { exit: 'someFailed', about: 'the file has no bytes' },
  INPUT_TOO_LARGE: { exit: 'someFailed', about: 'the file is larger than the limit' },
  INPUT_UNSUPPORTED: { exit: 'someFailed', about: 'the bytes are no PDF, picture, e-invoice XML or zip' },
  ZIP_DAMAGED: { exit: 'someFailed', about: 'the zip archive cannot be read' },
  ZIP_UNSAFE: {
    exit: 'someFailed',
    about: 'a zip entry points outside the archive, is nested, encrypted or unpacks to too much',
  },
  OUTPUT_NOT_WRITABLE: { exit: 'usage', about: 'a file or folder that was named for output cannot be written' },
  RECORD_NOT_FOUND: { exit: 'notFound', about: 'no document has this id or file name' },
  RECORD_AMBIGUOUS: { exit: 'usage', about: 'more than one document fits this id or file name' },
  HOME_LOCKED: { exit: 'home', about: 'another process keeps the database locked' },
  HOME_CORRUPT: { exit: 'home', about: 'the database or a stored file is damaged' },
  HOME_NEWER: { exit: 'home', about: 'the home folder was written by a newer version' },
  HOME_NOT_WRITABLE: { exit: 'home', about: 'the home folder cannot be written (rights, disk full)' },
  PART_MISSING: { exit: 'missingPart', about: 'an optional part is not installed' },
  MODEL_UNKNOWN: { exit: 'usage', about: 'no model goes by this name' },
  MODEL_MISSING: { exit: 'missingPart', about: 'a model that this needs is not on this machine' },
  MODEL_DAMAGED: { exit: 'missingPart', about: 'the bytes of a model are not what they should be' },
  MODEL_NOT_FOUND: { exit: 'notFound', about: 'the source of a model has no such repository, revision or file' },
  MODEL_LICENCE: { exit: 'fetching', about: 'the terms of a model must be accepted by name before it is fetched' },
  MODEL_REFUSED: { exit: 'fetching', about: 'the source of a model asks for a token, or for one with more rights' },
  MODEL_OFFLINE: { exit: 'fetching', about: 'a model is to be fetched, but HF_HUB_OFFLINE forbids it' },
  MODEL_UNREACHABLE: {
    exit: 'fetching',
    about: 'the source of a model cannot be reached, breaks off again and again, or is too busy',
  },
  MODEL_UNSUPPORTED: {
    exit: 'missingPart',
    about: 'the graph of a model is of another form or another model than this version works with',
  },
  MODEL_FAILED: {
    exit: 'someFailed',
    about: 'a model stopped with an error, or gave no numbers; what it was asked for stays unread',
  },
  DEVICE_MISSING: { exit: 'missingPart', about: 'the device that models are to run on is not there, or not set up' },
  MODELS_NOT_WRITABLE: { exit: 'home', about: 'the folder of the models cannot be written (rights, disk full)' },
  PDF_ENCRYPTED: { exit: 'someFailed', about: 'the PDF is encrypted and no given password opens it' },
  PDF_DAMAGED: { exit: 'someFailed', about: 'the PDF cannot be opened even after repair' },
  PDF_NO_PAGES: { exit: 'someFailed', about: 'the PDF has no page' },
  PDF_TOO_MANY_PAGES: { exit: 'someFailed', about: 'the PDF has more pages than the limit' },
  PAGE_DAMAGED: { exit: 'someFailed', about: 'one page cannot be read; the others are' },
  PAGE_TOO_LARGE: {
    exit: 'someFailed',
    about: 'a page is larger than the limit; its words are read, its picture is not drawn in full',
  },
  PAGE_TIMEOUT: { exit: 'someFailed', about: 'reading a page took longer than the limit and was stopped' },
  PAGE_NO_TEXT: {
    exit: 'someFailed',
    about:
      'no page has a usable text layer, and no print was found on their pictures, or they were not read (--ocr never)',
  },
  IMAGE_DAMAGED: { exit: 'someFailed', about: 'the picture cannot be decoded' },
  IMAGE_TOO_LARGE: { exit: 'someFailed', about: 'the picture has more pixels than the limit' },
  IMAGE_TOO_SMALL: { exit: 'someFailed', about: 'the picture has too few pixels to be a document: an icon, a preview' },
  IMAGE_TOO_MANY_PAGES: { exit: 'someFailed', about: 'the stack of pictures has more pages than the limit' },
  ATTACHMENT_DAMAGED: { exit: 'someFailed', about: 'a file attached to the PDF cannot be unpacked' },
  XML_DAMAGED: { exit: 'someFailed', about: 'the XML is not well-formed, or uses entities or a document type' },
  XML_UNSUPPORTED: { exit: 'someFailed', about: 'the XML is well-formed but no CII or UBL invoice' },
  MODEL_TIMEOUT: { exit: 'someFailed', about: 'a model took longer than it was given; what is left stays unread' },
  MODEL_OUT_OF_MEMORY: { exit: 'someFailed', about: 'a model needs more memory than there is' },
  VLM_UNREACHABLE: { exit: 'someFailed', about: 'the server of --vlm-url does not answer, or refuses' },
  VECTORS_UNFIT: {
    exit: 'someFailed',
    about: 'a model returned vectors that cannot be indexed; the page is not found by it',
  },
  UNEXPECTED: {
    exit: 'someFailed',
    about: 'reading this document ended several times in an error nobody foresaw: please report it',
  },
  PROCESS_KILLED: { exit: 'someFailed', about: 'reading this document ended the process or its thread several times' },
} as const satisfies Record<string, { readonly exit: keyof typeof ExitCode; readonly about: string }>;
export type ErrorCode = keyof typeof ERRORS;

/** A failure that is foreseen: what happened, to what, and what to do about it. */
export class InvoicectlError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'InvoicectlError';
    this.code = code;
    this.hint = options.hint;
  }

  get exitCode(): ExitCode {
    return ExitCode[ERRORS[this.code].exit];
  }
}

import { InvoicectlError } from '../../core/errors.ts';
import { sniff } from '../sniff.ts';
import { type Input, type InputLimits, type Refused, refuse } from './input.ts';
import { fromZip } from './zip.ts';

/** One document or zip archive from standard input. */
export async function* readStdin(
  stream: AsyncIterable<Uint8Array>,
  limits: InputLimits,
  skip: (path: string) => void,
): AsyncGenerator<Input | Refused> {
  if ((stream as Partial<NodeJS.ReadStream>).isTTY) {
    throw new InvoicectlError('USAGE', 'Nothing is piped into standard input.', {
      hint: 'invoicectl ingest - < invoice.pdf',
    });
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > limits.bytes) {
      yield refuse('-', 'stdin', 'INPUT_TOO_LARGE', `Standard input has more than ${limits.bytes} bytes.`);
      return;
    }
  }
  const bytes = Buffer.concat(chunks);
  const type = sniff(bytes);
  if (size === 0) yield refuse('-', 'stdin', 'INPUT_EMPTY', 'Standard input has no bytes.');
  else if (type === null)
    yield refuse('-', 'stdin', 'INPUT_UNSUPPORTED', 'Standard input is no PDF, picture, e-invoice XML or zip archive.');
  else if (type === 'zip') yield* fromZip({ path: '-', file: 'stdin.zip', named: true, bytes }, limits, skip);
  else yield { path: '-', file: `stdin.${type}`, size, bytes: async () => bytes };
}
